import { describe, expect, test } from 'vitest';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { eventWords } from '#lib/shared/words/event-words.ts';
import { describeStatus, statusFactsOfView, statusSentence } from '#lib/shared/words/status-words.ts';
import { type Answer, failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const cancelledLine = (customId: string): string =>
  JSON.stringify({
    id: 'batch_req_1',
    custom_id: customId,
    response: null,
    error: { code: 'batch_cancelled', message: 'This request could not be executed before the batch was cancelled.' },
  });

/** Of one job: an answer, a failure, two that nobody tried, with and without a line that says so. */
const cancelledHalfway: Answer = (request, job) => {
  if (request.customId === 'r1') return succeed(request, job);
  if (request.customId === 'r2') return { errors: failedLine('r2', 500, 'server_error') };
  return request.customId === 'r3' ? { errors: cancelledLine('r3') } : {};
};

async function cancelled(): Promise<{ readonly world: BatchWorld; readonly batchId: string }> {
  const world = createBatchWorld();
  world.provider.limits = { ...world.provider.limits, maxRequestsPerJob: null };
  world.provider.answer = cancelledHalfway;
  world.provider.endStatus = 'cancelled';
  const batchId = await world.draft(4);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  world.provider.answer = succeed;
  world.provider.endStatus = 'completed';
  return { world, batchId };
}

async function look({ ctx }: BatchWorld, batchId: string) {
  const view = await getBatch(ctx, { batchId });
  const { total: _, ...counts } = view.counts;
  const [job] = view.attempts[0]?.jobs ?? [];
  const last = view.events.findLast(({ kind }) => kind === 'finished');
  const words =
    last === undefined ? null : eventWords(last, { provider: 'Acme', hasParts: false, locale: 'en', readerId: null });
  return {
    counts,
    shown: view.shownCounts,
    job: job?.counts,
    header: statusSentence(describeStatus(statusFactsOfView(view), 'en')),
    event: `${words?.lead}${words?.rest}`,
  };
}

const atFirst = { pending: 0, succeeded: 1, failed: 1, missing: 0, notAnswered: 2 };

describe('what nobody tried to answer', () => {
  test('has neither failed nor gone missing after a cancel, in the header, the job and what happened', async () => {
    const { world, batchId } = await cancelled();
    expect(await look(world, batchId)).toEqual({
      counts: atFirst,
      shown: { total: 4, ...atFirst },
      job: { total: 4, ...atFirst },
      header: 'Cancelled, 1 of 4 answered, 1 failed',
      event: 'Cancelled: 1 answered, 2 not answered, 1 failed',
    });
  });

  test('stays so while and after only a part of it is retried', async () => {
    const { world, batchId } = await cancelled();
    await retryBatch(world.ctx, { batchId, token: 'token-of-retry-2', scope: { kind: 'lines', lines: [3] } });
    expect(await look(world, batchId)).toMatchObject({
      shown: { pending: 1, succeeded: 1, failed: 1, missing: 0, notAnswered: 1 },
      job: atFirst,
    });
    await world.run(batchId);
    expect(await look(world, batchId)).toMatchObject({
      counts: { pending: 0, succeeded: 2, failed: 1, missing: 0, notAnswered: 1 },
      job: atFirst,
      header: 'Finished, 1 of 4 failed, 1 not answered',
      event: 'Finished, 1 of 4 failed, 1 not answered.',
    });
  });

  test.each([
    ['failed', ['r2']],
    ['not_answered', ['r3', 'r4']],
    ['unsuccessful', ['r2', 'r3', 'r4']],
  ] as const)('is retried by its own name: %s sends %o', async (kind, expected) => {
    const { world, batchId } = await cancelled();
    await retryBatch(world.ctx, { batchId, token: 'token-of-retry-2', scope: { kind } });
    await world.run(batchId);
    expect(world.provider.jobs.at(-1)?.requests.map(({ customId }) => customId)).toEqual(expected);
  });

  test('is all of a job that the provider refused, whatever code it gave', async () => {
    const world = createBatchWorld();
    world.provider.endStatus = 'failed';
    const batchId = await world.draft(2);
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    await world.run(batchId);
    expect(await look(world, batchId)).toMatchObject({
      counts: { pending: 0, succeeded: 0, failed: 0, missing: 0, notAnswered: 2 },
      event: 'Acme refused the job: 2 requests not answered.',
    });
  });

  test('is told apart in batches that were collected before it was', async () => {
    const { world, batchId } = await cancelled();
    await updateBatch(world.ctx, batchId, (draft) => {
      draft.untried = { failed: 0, missing: 0 };
      for (const job of draft.attempts.flatMap(({ jobs }) => jobs))
        Object.assign(job, { judgedBy: 2, untried: draft.untried });
    });
    expect((await look(world, batchId)).counts).toMatchObject({ failed: 2, missing: 1, notAnswered: 0 });
    expect(await refreshBatch(world.ctx, { batchId })).toBe(true);
    expect(await look(world, batchId)).toMatchObject({ counts: atFirst, job: atFirst });
  });
});
