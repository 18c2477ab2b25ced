import { describe, expect, it } from 'vitest';
import { BatchStateError } from '#lib/langbatch/errors.ts';
import { assertNobodyNeeded } from '#lib/langbatch/look-now.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import type { HoldKind } from '#lib/shared/contract/status.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';

function unknownFor(looks: number): JobRecord['troubles'] {
  const unknown = { looks, since: '2026-11-22T12:00:00.000Z' };
  return { unknown, unreadable: null, anyFile: null, cancel: null };
}

function check(kind: HoldKind, changes: Partial<JobRecord>): void {
  const hold: Hold = { kind, code: 'as_written', since: '2026-11-22T12:00:00.000Z', facts: { text: 'It waits.' } };
  const record = makeBatch('b1', { attempts: [makeAttempt(1, [makeJob('j1', { hold, ...changes })])] });
  assertNobodyNeeded(record, undefined);
}

describe('a script is told when only a person can help', () => {
  it('of a refused key, and of a part in doubt however often it was looked for', () => {
    expect(() => check('key_refused', {})).toThrow(BatchStateError);
    expect(() => check('job_in_doubt', { stage: 'sending', troubles: unknownFor(3) })).toThrow(
      'It waits. Call resolveDoubt().',
    );
    expect(() => check('refused', { stage: 'uploaded', troubles: unknownFor(1) })).toThrow('It waits.');
  });

  it('but not of a sent job or a result file that is looked for and given up in the end, nor of what passes by itself', () => {
    expect(() => check('refused', { stage: 'sent', troubles: unknownFor(1) })).not.toThrow();
    expect(() => check('refused', { stage: 'ended', troubles: unknownFor(1) })).not.toThrow();
    expect(() => check('rate_limit', {})).not.toThrow();
  });
});
