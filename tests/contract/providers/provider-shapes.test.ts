import { OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { type Shape, type ShapeServer, startShapeServer } from './shape-server.ts';
import { shapes } from './shapes.ts';

const byteOrderMark = '\uFEFF';

describe.each(shapes)('$name', (shape) => {
  const connect = (server: ShapeServer): Provider => {
    const client = new OpenAI({
      baseURL: shape.baseUrl,
      apiKey: 'key-of-the-account',
      fetch: server.fetch,
      maxRetries: 0,
      logLevel: 'off',
    });
    return createOpenAiProvider({ client, sleep: () => Promise.resolve() });
  };

  test('is known by its address', async () => {
    await using server = await startShapeServer(shape);
    expect(connect(server).name).toBe(shape.name);
  });

  test('runs a whole batch, from the upload to results that are its own bytes', async () => {
    await using server = await startShapeServer(shape);
    const { world, ctx, record } = await runBatch(shape, connect(server));
    expect(record.attempts[0]?.jobs[0]).toMatchObject({
      providerId: 'batch_1',
      status: 'completed',
      providerStatus: shape.jobStatuses.at(-1),
      stage: 'collected',
    });
    expect(record.counts).toMatchObject({ total: 3, succeeded: 2, failed: 1, missing: 0 });
    expect(record.attempts[0]?.jobs[0]?.warnings).toEqual([]);
    const lines = [shape.output('good-1'), shape.error('bad-1'), shape.output('good-2')];
    const expected = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(await world.download(record.id, 'results.jsonl')).toBe(expected);
    expect(ctx.signal.aborted).toBe(false);
  });

  test('gets the lines as they came, without the byte order mark, and the url as they write it', async () => {
    await using server = await startShapeServer(shape);
    await runBatch(shape, connect(server));
    const [upload] = server.requests.filter(({ method }) => method === 'POST');
    expect(new URL(upload?.target ?? '', server.origin).pathname).toMatch(new RegExp(`${shape.uploadPath}$`));
    expect(upload?.body).toContain(`name="purpose"\r\n\r\n${shape.purpose}\r\n`);
    expect([...server.files.values()].map(({ content }) => content)).toEqual([
      linesOf(shape)
        .map((line) => `${line}\n`)
        .join(''),
    ]);
    const create = server.requests.find(({ method, target }) => method === 'POST' && target.includes('/batches'));
    expect(JSON.parse(create?.body ?? '')).toMatchObject({ endpoint: shape.url, completion_window: '24h' });
  });

  test('is asked for a job by its file, where it keeps no metadata', async () => {
    await using server = await startShapeServer(shape);
    const provider = connect(server);
    const { fileId } = await provider.uploadFile({ name: 'token-1.jsonl', content: new Blob(linesOf(shape)) });
    const job = await provider.createJob({
      fileId,
      endpoint: shape.url,
      completionWindow: '24h',
      token: 'token-1',
      metadata: {},
    });
    expect(job.inputFileId).toBe(fileId);
    expect(job.outputFileId).toBeNull();
    const found = await provider.findJobs({ fileIds: [fileId], token: 'token-1', createdAfter: new Date(0) });
    expect(found.map(({ id }) => id)).toEqual([job.id]);
  });
});

function linesOf({ url }: Shape): string[] {
  return ['good-1', 'bad-1', 'good-2'].map((id) => chatLine(id).replace('/v1/chat/completions', url));
}

async function runBatch(
  shape: Shape,
  provider: Provider,
): Promise<{ readonly world: BatchWorld; readonly ctx: Context; readonly record: BatchRecord }> {
  const world = createBatchWorld();
  const ctx = world.context({ providers: { forConnection: () => Promise.resolve(provider) } });
  const [first = '', ...others] = linesOf(shape);
  const batchId = await world.draft([`${byteOrderMark}${first}`, ...others]);
  await startBatch(ctx, { batchId, token: 'token-00000001' });
  return { world, ctx, record: await world.run(batchId, { ctx }) };
}
