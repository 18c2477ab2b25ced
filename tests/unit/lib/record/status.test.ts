import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { hasOpenWork } from '#lib/record/due-tasks.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { rulesVersion } from '#lib/record/rules-version.ts';
import { deriveHold, deriveStatus } from '#lib/record/status.ts';
import { moveJob } from '#lib/record/transitions.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

/** A started batch of three parts, all prepared. */
async function threeParts(): Promise<BatchRecord> {
  const world = createBatchWorld();
  const batchId = await world.draft(7);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return world.run(batchId, { isEnough: (record) => record.attempts[0]?.isSplit === true });
}

type JobState = Pick<JobRecord, 'stage' | 'status'> & Partial<JobRecord>;
const unsent: JobState = { stage: 'prepared', status: 'queued' };
const sent = (status: JobRecord['status']): JobState => ({ stage: 'sent', status });
const ended = (status: JobRecord['status']): JobState => ({ stage: 'ended', status });
const collected = (status: JobRecord['status']): JobState => ({ stage: 'collected', status, judgedBy: rulesVersion });

describe("a batch's status follows from its jobs", () => {
  test.each<[expected: string, jobs: readonly JobState[]]>([
    ['queued', [unsent, unsent, unsent]],
    ['in_progress', [sent('validating'), unsent, unsent]],
    ['in_progress', [collected('completed'), unsent, unsent]],
    ['validating', [sent('validating'), sent('in_progress'), sent('finalizing')]],
    ['in_progress', [sent('finalizing'), sent('in_progress'), collected('failed')]],
    ['in_progress', [sent(null), collected('completed'), collected('completed')]],
    ['finalizing', [sent('finalizing'), collected('completed'), collected('completed')]],
    ['finalizing', [ended('completed'), collected('completed'), collected('completed')]],
    ['completed', [collected('completed'), collected('completed'), collected('completed')]],
    ['completed', [collected('completed'), collected('expired'), collected('failed')]],
    ['failed', [collected('failed'), collected('failed'), collected('failed')]],
    ['expired', [collected('expired'), collected('expired'), collected('expired')]],
    ['cancelled', [collected('cancelled'), collected('cancelled'), collected('cancelled')]],
  ])('%s for %j', async (expected, states) => {
    const record = await threeParts();
    record.attempts[0]?.jobs.forEach((job, index) => Object.assign(job, states[index]));
    expect(deriveStatus(record)).toBe(expected);
  });

  test('a draft has no attempt, a started batch that is not cut yet is queued', async () => {
    const record = await threeParts();
    expect(
      deriveStatus({ ...record, attempts: record.attempts.map((attempt) => ({ ...attempt, isSplit: false })) }),
    ).toBe('queued');
    expect(deriveStatus({ ...record, attempts: [] })).toBe('draft');
  });

  test('a cancelled batch is cancelling until its jobs have ended', async () => {
    const record = await threeParts();
    record.attempts[0]?.jobs.forEach((job) => Object.assign(job, sent('in_progress')));
    expect(deriveStatus({ ...record, cancelRequestedAt: record.createdAt })).toBe('cancelling');
  });
});

describe('a hold', () => {
  test('that a person must mend is shown before one that ends by itself', async () => {
    const record = await threeParts();
    const [first, second] = record.attempts[0]?.jobs ?? [];
    if (first !== undefined)
      first.hold = {
        kind: 'provider_down',
        code: 'as_written',
        since: '2026-11-21T10:00:00.000Z',
        facts: { text: 'Down.' },
      };
    if (second !== undefined)
      second.hold = {
        kind: 'key_refused',
        code: 'as_written',
        since: '2026-11-21T11:00:00.000Z',
        facts: { text: 'Key.' },
      };
    expect(deriveHold(record)?.kind).toBe('key_refused');
  });

  test('of parts that wait for room is none while another part goes on, or is just being sent', async () => {
    const record = await threeParts();
    const [first, ...waiting] = record.attempts[0]?.jobs ?? [];
    if (first === undefined) throw new Error('There are no jobs.');
    for (const job of waiting)
      job.hold = {
        kind: 'token_limit',
        code: 'as_written',
        since: '2026-11-21T10:00:00.000Z',
        facts: { text: 'Room.' },
      };
    expect(deriveHold(record)).toBeNull();
    Object.assign(first, sent('in_progress'));
    expect(deriveHold(record)).toBeNull();
    Object.assign(first, collected('completed'));
    expect(deriveHold(record)?.kind).toBe('token_limit');
  });
});

describe('a job', () => {
  test('never skips a stage and never goes back from its end', async () => {
    const [job] = (await threeParts()).attempts[0]?.jobs ?? [];
    if (job === undefined) throw new Error('There is no job.');
    expect(() => moveJob(job, 'sending')).toThrow('cannot go from prepared to sending');
    Object.assign(job, sent('in_progress'));
    expect(() => moveJob(job, 'prepared')).toThrow('cannot go from sent to prepared');
    Object.assign(job, ended('completed'));
    expect(() => moveJob(job, 'uploaded')).toThrow('cannot go from ended to uploaded');
  });

  test('leaves no open work once it is collected', async () => {
    const record = await threeParts();
    expect(hasOpenWork(record)).toBe(true);
    record.attempts[0]?.jobs.forEach((job) => Object.assign(job, collected('completed')));
    expect(hasOpenWork(record)).toBe(false);
  });
});
