import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { type Answer, failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { readCsv } from '#tests/support/read-csv.ts';

async function finished(text: string, answer: Answer): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  world.provider.answer = answer;
  const content = Readable.from([Buffer.from(text)]);
  const { batchId } = await createBatch(world.ctx, {
    inputName: 'a.jsonl',
    content,
    isListed: true,
    connectionId: 'connection1',
  });
  await world.run(batchId);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  return { world, batchId };
}

async function idsIn(world: BatchWorld, batchId: string, kind: string): Promise<string[]> {
  const lines = (await world.download(batchId, kind)).split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => /"custom_id":"([^"]*)"/.exec(line)?.[1] ?? '');
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index + 1}`);

test.each([
  ['a blank line inside the file', `${chatLine('r1')}\n\n${chatLine('r2')}\n${chatLine('r3')}`, 3],
  [
    'a CRLF file with every second line blank',
    ids(40)
      .map((id) => `${chatLine(id)}\r\n\r\n`)
      .join(''),
    40,
  ],
  [
    'two files joined that end with a blank line each',
    [1, 3].map((at) => `${chatLine(`r${at}`)}\n${chatLine(`r${at + 1}`)}\n\n`).join(''),
    4,
  ],
])('%s costs no answer', async (_name, text, count) => {
  const { world, batchId } = await finished(text, succeed);
  expect(await idsIn(world, batchId, 'results.jsonl')).toEqual(ids(count));
  const rows = readCsv(await world.download(batchId, 'results.csv')).slice(1);
  expect(rows.map(([id, outcome]) => `${id} ${outcome}`)).toEqual(ids(count).map((id) => `${id} succeeded`));
  expect(
    (await getBatch(world.ctx, { batchId })).downloads.map(({ kind, rows: promised }) => [kind, promised]),
  ).toContainEqual(['results.jsonl', count]);
});

test('a retry sends as many as its button said, also those after blank lines', async () => {
  const fail: Answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  const { world, batchId } = await finished(
    `${chatLine('r1')}\n\n${chatLine('r2')}\n\n${chatLine('r3')}\n${chatLine('r4')}\n`,
    fail,
  );
  expect(await idsIn(world, batchId, 'errors.jsonl')).toEqual(ids(4));
  expect(await idsIn(world, batchId, 'failed-requests.jsonl')).toEqual(ids(4));
  expect((await getBatch(world.ctx, { batchId })).retry.curable).toBe(4);
  world.provider.answer = succeed;
  const retry = { batchId, token: 'token-of-the-retry', scope: { kind: 'curable' } };
  expect(await retryBatch(world.ctx, retry)).toEqual({ attempt: 2, requests: 4 });
  const { counts } = await world.run(batchId);
  expect(counts).toMatchObject({ succeeded: 4, failed: 0 });
  expect(await idsIn(world, batchId, 'results.jsonl')).toEqual(ids(4));
});
