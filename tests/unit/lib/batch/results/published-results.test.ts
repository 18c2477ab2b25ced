import { afterEach, describe, expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { type ReplayServer, startReplay } from '#tests/support/replay-server.ts';

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function customIds(jsonl: string): (string | undefined)[] {
  return linesOf(jsonl).map((line) => /"custom_id": ?"([^"]+)"/u.exec(line)?.[1]);
}

/** Runs a published input to its end with a published result file. */
async function withResults(input: string, results: string): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: null };
  world.provider.answer = () => ({ output: '' });
  const content = readFixture(results);
  world.provider.downloadFile = async function* () {
    yield content;
  };
  const batchId = await world.draft(linesOf(readFixture(input).toString()));
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  return { world, batchId };
}

describe('the test data of LangBatch', () => {
  test('come to the same successful and unsuccessful requests as there', async () => {
    const { world, batchId } = await withResults('01-in-chat-langbatch.jsonl', '07-out-chat-langbatch.jsonl');
    const record = await world.load(batchId);
    expect(record.counts).toEqual({ total: 8, pending: 0, succeeded: 2, failed: 2, missing: 4 });
    const merged = await mergeOutcomes(world.ctx, record);
    const withOutcome = (wanted: string): string[] =>
      [...merged.select((line) => merged.outcomeOf(line) === wanted)].map((line) => `req-${line}`);
    expect(withOutcome('succeeded')).toEqual(['req-1', 'req-2']);
    expect(withOutcome('failed')).toEqual(['req-3', 'req-4']);
    expect(withOutcome('missing')).toEqual(['req-5', 'req-6', 'req-7', 'req-8']);
    // The code of the failures is the number 500: a fault of the provider's, which a retry may cure.
    expect(record.curable).toBe(6);
  });

  test('come back byte for byte', async () => {
    const { world, batchId } = await withResults('01-in-chat-langbatch.jsonl', '07-out-chat-langbatch.jsonl');
    const results = readFixture('07-out-chat-langbatch.jsonl').toString();
    expect(linesOf(await world.download(batchId, 'results.jsonl'))).toEqual(linesOf(results));
    const unsuccessful = ['req-3', 'req-4', 'req-5', 'req-6', 'req-7', 'req-8'];
    expect(customIds(await world.download(batchId, 'errors.jsonl'))).toEqual(unsuccessful);
    const input = linesOf(readFixture('01-in-chat-langbatch.jsonl').toString());
    expect(linesOf(await world.download(batchId, 'failed-requests.jsonl'))).toEqual(input.slice(2));
  });

  test('with embeddings are read although each line is 32 kB long', async () => {
    const published = readFixture('08-out-embeddings-langbatch.jsonl').toString();
    const world = createBatchWorld();
    world.provider.answer = ({ customId }) => ({
      output: linesOf(published).find((line) => customIds(line)[0] === customId) ?? '',
    });
    const ids = customIds(published);
    const body = { model: 'text-embedding-3-small', input: 'x' };
    const line = { method: 'POST', url: '/v1/embeddings', body };
    const batchId = await world.draft(ids.map((customId) => JSON.stringify({ custom_id: customId, ...line })));
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 3 });
    expect(linesOf(await world.download(batchId, 'results.jsonl'))).toEqual(linesOf(published));
  });
});

let recording: ReplayServer | undefined;
afterEach(() => recording?.[Symbol.asyncDispose]());

interface Recorded {
  readonly world: BatchWorld;
  readonly ctx: Context;
  readonly batchId: string;
  /** The result files, in the order in which they were fetched. */
  readonly contents: readonly string[];
}

async function recordedBatch(name: string): Promise<Recorded> {
  recording = await startReplay(name);
  const { baseURL, uploads, contents } = recording;
  const provider = createOpenAiProvider({ apiKey: 'any', baseUrl: baseURL });
  const world = createBatchWorld();
  const ctx = world.context({ providers: { forConnection: () => Promise.resolve(provider) } });
  const batchId = await world.draft(linesOf(uploads[0] ?? '').map((line) => line.trim()));
  await startBatch(ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId, { ctx });
  return { world, ctx, batchId, contents };
}

describe('a batch recorded at OpenAI', () => {
  test.each([
    ['32-http-openai-basic_batch_completion.jsonl', 3],
    ['34-http-openai-failed_request_batch_resume.jsonl', 1],
  ])('%s comes to its answers', async (name, requests) => {
    const { world, batchId, contents } = await recordedBatch(name);
    const record = await world.load(batchId);
    expect(record.counts).toMatchObject({ total: requests, succeeded: requests });
    expect(record.attempts[0]?.jobs[0]?.warnings).toEqual([]);
    expect(await world.download(batchId, 'results.jsonl')).toBe(contents[0]);
  });

  test('35: the request that the first batch lost comes with the second, and again with the third', async () => {
    const { world, ctx, batchId, contents } = await recordedBatch('35-http-openai-resubmission_batch_completion.jsonl');
    const first = await world.load(batchId);
    expect(first.counts).toMatchObject({ total: 3, succeeded: 2, failed: 0, missing: 1 });
    expect(first.attempts[0]?.jobs[0]?.warnings.map(jobWarningText).join()).toContain(
      'counts 2 succeeded and 1 failed of 3',
    );
    for (const [scope, at] of [
      [{ kind: 'curable' }, 1],
      [{ kind: 'custom_ids', customIds: ['2'] }, 2],
    ] as const) {
      await expect(retryBatch(ctx, { batchId, token: `token-of-attempt-${at}`, scope })).resolves.toMatchObject({
        requests: 1,
      });
      expect((await world.run(batchId, { ctx })).counts).toMatchObject({ succeeded: 3, missing: 0 });
      expect(await world.download(batchId, 'results.jsonl')).toBe(`${contents[0]}${contents[at]}`);
    }
  });
});
