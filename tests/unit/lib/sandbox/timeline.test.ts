import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { momentOf, progressSteps, stepOfOffset, type JobCourse, type Moment } from '#lib/sandbox/jobs/timeline.ts';
import { isEnded } from '#lib/shared/contract/status.ts';

const createdAtMs = 1_000_000;
const plan = { isRefused: false, expires: false };
const course: JobCourse = { createdAtMs, jobMs: 10_000, plan, cancelledAtMs: null };
const at = (offsetMs: number, change: Partial<JobCourse> = {}): Moment =>
  momentOf({ ...course, ...change }, createdAtMs + offsetMs);

const anyCourse: fc.Arbitrary<JobCourse> = fc.record({
  createdAtMs: fc.constant(createdAtMs),
  jobMs: fc.nat(100_000),
  plan: fc.option(
    fc.record({
      isRefused: fc.boolean(),
      expires: fc.boolean(),
    }),
  ),
  cancelledAtMs: fc.option(fc.nat(150_000).map((ms) => createdAtMs + ms)),
});
const rank = (moment: Moment): number =>
  isEnded(moment.status)
    ? 4
    : {
        validating: 0,
        in_progress: 1,
        finalizing: 2,
        cancelling: 3,
        failed: 4,
        completed: 4,
        expired: 4,
        cancelled: 4,
      }[moment.status];

describe('a job of ten seconds', () => {
  test.each([
    [0, 'validating', 0],
    [999, 'validating', 0],
    [1000, 'in_progress', 0],
    [4500, 'in_progress', progressSteps / 2],
    [8000, 'finalizing', progressSteps],
    [10_000, 'completed', progressSteps],
  ])('after %i ms is %s', (offsetMs, status, stepsDone) => {
    expect(at(offsetMs)).toMatchObject({ status, stepsDone });
  });

  test('stays in validating until its input has been read, and is then where it would have been anyway', () => {
    expect(at(60_000, { plan: null }).status).toBe('validating');
    expect(at(60_000)).toMatchObject({ status: 'completed', inProgressAtMs: createdAtMs + 1000 });
  });

  test('fails at the end of validation when its input is refused', () => {
    const refused = { plan: { ...plan, isRefused: true } };
    expect(at(999, refused).status).toBe('validating');
    expect(at(1000, refused)).toMatchObject({ status: 'failed', inProgressAtMs: null, endedAtMs: createdAtMs + 1000 });
  });

  test('ends expired when a request in it expires', () => {
    expect(at(10_000, { plan: { ...plan, expires: true } }).status).toBe('expired');
  });

  test('keeps what it had done when it is cancelled', () => {
    const cancelled = { cancelledAtMs: createdAtMs + 4500 };
    expect(at(4500, cancelled)).toMatchObject({ status: 'cancelling', stepsDone: progressSteps / 2 });
    expect(at(60_000, cancelled)).toMatchObject({
      status: 'cancelled',
      stepsDone: progressSteps / 2,
      finalizingAtMs: null,
      endedAtMs: createdAtMs + 5500,
    });
  });

  test('is not touched by a cancel that comes after its end', () => {
    expect(at(60_000, { cancelledAtMs: createdAtMs + 10_000 })).toEqual(at(60_000));
  });
});

test('a job never goes back, whatever its course', () => {
  fc.assert(
    fc.property(anyCourse, fc.array(fc.nat(400_000), { minLength: 2 }), (anyJob, offsets) => {
      const moments = offsets.toSorted((one, other) => one - other).map((ms) => momentOf(anyJob, createdAtMs + ms));
      for (const [index, later] of moments.entries()) {
        const earlier = moments[index - 1] ?? later;
        expect(rank(later)).toBeGreaterThanOrEqual(rank(earlier));
        expect(later.stepsDone).toBeGreaterThanOrEqual(earlier.stepsDone);
        for (const time of ['inProgressAtMs', 'finalizingAtMs', 'endedAtMs'] as const) {
          expect([null, later[time]]).toContain(earlier[time]);
        }
      }
    }),
  );
});

test('every line of a file belongs to a step, in order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (bytes, share) => {
        const offset = Math.min(bytes - 1, Math.floor(bytes * share));
        const step = stepOfOffset(offset, bytes);
        expect(step).toBeGreaterThanOrEqual(stepOfOffset(Math.floor(offset / 2), bytes));
        expect(step).toBeLessThan(progressSteps);
      },
    ),
  );
});
