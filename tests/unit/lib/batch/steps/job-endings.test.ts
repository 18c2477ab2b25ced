import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { findMissingReason } from '#lib/batch/results/find-missing-reason.ts';
import { findResultWarnings } from '#lib/batch/results/find-result-warnings.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import type { ProviderJobError } from '#lib/contracts/provider.ts';
import { mapStatus } from '#lib/providers/openai/convert-job.ts';
import { deriveStatus } from '#lib/record/status.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { makeJob } from '#tests/support/batch-records.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

/**
 * A started batch of `r1` (answered), `r2` (refused) and `r3` (nothing) whose job is described by these
 * words, one a look.
 */
async function started(
  words: readonly string[],
  errors: readonly ProviderJobError[] = [],
): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const { provider } = world;
  provider.answer = (request, number) => {
    if (request.customId === 'r1') return succeed(request, number);
    return request.customId === 'r2' ? { errors: failedLine('r2', 400, 'invalid_value') } : {};
  };
  const getJob = provider.getJob.bind(provider);
  let looks = 0;
  provider.getJob = async (input) => {
    const seen = await getJob(input);
    const providerStatus = words[Math.min(looks, words.length - 1)] ?? '';
    looks += 1;
    const files = looks < words.length ? [null, null] : [`output:${input.jobId}`, `errors:${input.jobId}`];
    const [outputFileId = null, errorFileId = null] = files;
    return { ...seen, status: mapStatus(providerStatus), providerStatus, outputFileId, errorFileId, errors };
  };
  const batchId = await world.draft(3);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId };
}

describe('a job that is called', () => {
  test.each([
    ['validating', 'validating'],
    ['in_progress', 'in_progress'],
    ['finalizing', 'finalizing'],
    ['cancelling', 'cancelling'],
    ['IN_PROGRESS', 'in_progress'],
    ['Validating', 'validating'],
    ['paused', 'in_progress'],
    ['', 'in_progress'],
  ])('%j is looked at until it has ended', async (word, status) => {
    const { world, batchId } = await started([word, word, word, 'completed']);
    const seen = new Set<string>();
    const record = await world.run(batchId, {
      isEnough: (now) => {
        const job = now.attempts[0]?.jobs[0];
        if (job?.stage === 'sent' && job.providerStatus === word) seen.add(deriveStatus(now));
        return false;
      },
    });
    expect([...seen]).toEqual([status]);
    expect(record.counts).toMatchObject({ succeeded: 1, failed: 1, missing: 1 });
  });

  test.each([
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['expired', 'expired'],
    ['cancelled', 'cancelled'],
    ['COMPLETED', 'completed'],
    ['canceled', 'cancelled'],
  ])('%j has ended, and its answers are kept', async (word, status) => {
    const { world, batchId } = await started(['in_progress', word]);
    const record = await world.run(batchId);
    expect(deriveStatus(record)).toBe(status);
    expect(record.attempts[0]?.jobs[0]).toMatchObject({ providerStatus: word, stage: 'collected' });
    expect(record.counts).toEqual({ total: 3, pending: 0, succeeded: 1, failed: 1, missing: 1 });
    expect(record.curable).toBe(1);
    const merged = await mergeOutcomes(world.ctx, record);
    expect([1, 2, 3].map((line) => merged.standingOf(line).isCurable)).toEqual([false, false, true]);
  });

  test.each([
    ['server_error', 1],
    ['invalid_json_line', 0],
    ['model_not_found', 0],
  ])('failed with %s leaves what it did not answer to a retry only where that may help', async (code, curable) => {
    const { world, batchId } = await started(['failed'], [{ code, message: 'Why.', param: null, line: null }]);
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 1, failed: 1, missing: 1 });
    expect(record.curable).toBe(curable);
  });

  test('failed with a message but no code is a refusal, not a job that forgot a request', async () => {
    const { world, batchId } = await started(
      ['failed'],
      [{ code: null, message: 'Not found', param: null, line: null }],
    );
    const record = await world.run(batchId);
    const [job] = record.attempts[0]?.jobs ?? [];
    if (job === undefined) throw new Error('no job');
    expect(findMissingReason(job, null)).toEqual({ code: 'refused', message: 'Not found' });
    expect(findMissingReason({ ...job, providerErrors: [] }, null).code).toBe('missing');
    expect(record.curable).toBe(1);
  });
});

describe('counts of the provider', () => {
  const noOddities = { unknownCustomIds: 0, repeatedCustomIds: 0, unreadableLines: 0, errorsBesideAnswers: 0 };
  const found = { succeeded: 4, failed: 2, missing: 4 };
  const warn = (
    status: 'completed' | 'expired' | 'cancelled' | 'failed',
    total: number,
    completed: number,
    failed: number,
  ) =>
    findResultWarnings(
      makeJob('j', { status, counts: found, providerCounts: { total, completed, failed } }),
      noOddities,
    );

  test.each([
    ['that add up', 'completed', 10, 4, 2, false],
    ['that leave out what a job ran out of time for', 'expired', 10, 4, 0, false],
    ['that leave out what a cancel stopped', 'cancelled', 10, 3, 0, false],
    ['of a job that never ran', 'failed', 0, 0, 0, false],
    ['with answers that are in no file', 'expired', 10, 5, 0, true],
    ['with failures that are in no file', 'cancelled', 10, 4, 3, true],
    ['with too many answers', 'completed', 10, 5, 2, true],
    ['with too few answers', 'completed', 10, 3, 2, true],
    ['with another total', 'completed', 11, 4, 2, true],
  ] as const)('%s', (_name, status, total, completed, failed, isWarned) => {
    const warnings = warn(status, total, completed, failed);
    const texts = warnings.map(jobWarningText);
    expect(texts.map((text) => text.slice(text.indexOf('its files')))).toEqual(
      isWarned ? ['its files hold 4 and 2 of 10. The files count.'] : [],
    );
  });

  test('that are not given say nothing', () => {
    expect(findResultWarnings(makeJob('j', { status: 'completed', counts: found }), noOddities)).toEqual([]);
  });
});
