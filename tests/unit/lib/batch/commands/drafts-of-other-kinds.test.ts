import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { chooseEndpoint } from '#lib/batch/commands/choose-endpoint.ts';
import { convertInput } from '#lib/batch/commands/convert-input.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { chatLine, createBatchWorld, type BatchWorld } from '#tests/support/batch-world.ts';

const token = 'token-of-the-page';
const body = { model: 'gpt-4o-mini', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] };

async function upload(world: BatchWorld, inputName: string, text: string): Promise<string> {
  const content = Readable.from([Buffer.from(text)]);
  const { batchId } = await createBatch(world.ctx, { inputName, content, isListed: true, connectionId: 'connection1' });
  await world.run(batchId);
  return batchId;
}

test('one big JSON list is converted to one request a line, and its requests keep their bytes', async () => {
  const world = createBatchWorld();
  const big = chatLine('b').replace('"max_tokens":10', '"max_tokens":10,"seed":9007199254740993');
  const batchId = await upload(world, 'list.json', `[\r\n  ${chatLine('a')},\r\n  ${big}\r\n]`);
  expect((await world.load(batchId)).check?.refusal?.code).toBe('json_array_file');
  const earlier = (await world.load(batchId)).input.key;
  await convertInput(world.ctx, { batchId });
  expect(await world.run(batchId)).toMatchObject({
    name: 'list',
    input: { name: 'list.jsonl' },
    check: { requests: 2, badLines: 0, refusal: null },
  });
  expect(await world.download(batchId, 'input.jsonl')).toBe(`${chatLine('a')}\n${big}\n`);
  expect(await world.ctx.files.size(earlier)).toBeNull();
  await startBatch(world.ctx, { batchId, token });
  expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 2 });
});

test('a file that is no list is not converted, nor is one that has been sent', async () => {
  const world = createBatchWorld();
  const table = await upload(world, 'table.csv', 'a,b\n1,2\n');
  await expect(convertInput(world.ctx, { batchId: table })).rejects.toThrow('not one JSON list');
  const batchId = await upload(world, 'a.jsonl', chatLine('a'));
  await expect(convertInput(world.ctx, { batchId })).rejects.toThrow('not one JSON list');
  await startBatch(world.ctx, { batchId, token });
  await expect(convertInput(world.ctx, { batchId })).rejects.toThrow('Only a draft');
});

test('the endpoint that is chosen is where lines without one go, and by its rules they are checked', async () => {
  const world = createBatchWorld();
  const lines = [
    { custom_id: 'a', body },
    { custom_id: 'b', body: { model: body.model, input: ['x', 'y'] } },
  ];
  const batchId = await upload(world, 'short.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(await getBatch(world.ctx, { batchId })).toMatchObject({
    chosenEndpoint: null,
    check: { needsEndpoint: true, endpoint: null },
    actions: { canStart: false },
  });
  await chooseEndpoint(world.ctx, { batchId, endpoint: '/v1/embeddings' });
  expect((await world.run(batchId)).check).toMatchObject({ requests: 1, badLines: 1, endpoint: '/v1/embeddings' });
  await chooseEndpoint(world.ctx, { batchId, endpoint: '/v1/chat/completions' });
  expect((await world.run(batchId)).check).toMatchObject({ requests: 1, badLines: 1, embeddingInputs: 0 });
  await startBatch(world.ctx, { batchId, token, leaveOutBadLines: true });
  expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 1 });
  expect([...world.provider.files.values()][0]).toContain(
    '{"method":"POST","url":"/v1/chat/completions","custom_id":"a"',
  );
  await expect(chooseEndpoint(world.ctx, { batchId, endpoint: '/v1/responses' })).rejects.toThrow('started already');
});

test.each(['chat', 'https://api.openai.com/v1/chat/completions', '/v1/chat completions', `/${'x'.repeat(600)}`])(
  'what is no endpoint cannot be chosen: %s',
  async (endpoint) => {
    const world = createBatchWorld();
    const batchId = await upload(world, 'short.jsonl', JSON.stringify({ custom_id: 'a', body }));
    await expect(chooseEndpoint(world.ctx, { batchId, endpoint })).rejects.toMatchObject({ code: 'invalid_input' });
  },
);

test('one odd first line does not decide for the others', async () => {
  const world = createBatchWorld();
  const odd = JSON.stringify({
    custom_id: 'odd',
    method: 'POST',
    url: '/v1/responses',
    body: { model: 'm', input: 'x' },
  });
  const batchId = await world.draft([odd, ...Array.from({ length: 30 }, (_, index) => chatLine(`r${index}`))]);
  expect((await world.load(batchId)).check).toMatchObject({
    requests: 30,
    badLines: 1,
    url: '/v1/chat/completions',
    problemGroups: [{ code: 'invalid_url', count: 1 }],
  });
  expect(await world.download(batchId, 'left-out-lines.jsonl')).toBe(`${odd}\n`);
});
