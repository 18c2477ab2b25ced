import type { JobStatus } from '#lib/shared/contract/status.ts';

/** A running job advances in this many steps, so that counts and a cancelled job's answers are the same each time. */
export const progressSteps = 64;

const shareOfValidating = 0.1;
const shareOfRunning = 0.7;
const shareOfFinalizing = 0.2;
const shareOfCancelling = 0.1;

/** What a job's course depends on, besides the clock. Times are Unix milliseconds. */
export interface JobCourse {
  readonly createdAtMs: number;
  /** How long the job takes from its creation to its end. */
  readonly jobMs: number;
  /** Null until the input has been read; until then the job is in validation, however long that takes. */
  readonly plan: { readonly isRefused: boolean; readonly expires: boolean } | null;
  readonly cancelledAtMs: number | null;
}

/** Where a job stands at one moment. Times are Unix milliseconds, null when not reached. */
export interface Moment {
  readonly status: JobStatus;
  /** How many of the `progressSteps` are done. */
  readonly stepsDone: number;
  readonly inProgressAtMs: number | null;
  readonly finalizingAtMs: number | null;
  /** When the job completed, failed, expired or was cancelled. */
  readonly endedAtMs: number | null;
}

/** The earliest time at which a job may leave `validating`. */
export function validationDueAtMs(course: JobCourse): number {
  return course.createdAtMs + course.jobMs * shareOfValidating;
}

/**
 * Where a job stands at `nowMs`: a function of its course alone, so that nothing has to tick and a restart
 * changes nothing.
 */
export function momentOf(course: JobCourse, nowMs: number): Moment {
  if (course.cancelledAtMs === null || nowMs < course.cancelledAtMs) return undisturbedMoment(course, nowMs);
  const before = undisturbedMoment(course, course.cancelledAtMs);
  if (before.endedAtMs !== null) return before;
  const cancelledAtMs = course.cancelledAtMs + course.jobMs * shareOfCancelling;
  if (nowMs < cancelledAtMs) return { ...before, status: 'cancelling' };
  return { ...before, status: 'cancelled', endedAtMs: cancelledAtMs };
}

function undisturbedMoment(course: JobCourse, nowMs: number): Moment {
  const validating: Moment = {
    status: 'validating',
    stepsDone: 0,
    inProgressAtMs: null,
    finalizingAtMs: null,
    endedAtMs: null,
  };
  if (course.plan === null) return validating;
  const inProgressAtMs = validationDueAtMs(course);
  if (nowMs < inProgressAtMs) return validating;
  if (course.plan.isRefused) return { ...validating, status: 'failed', endedAtMs: inProgressAtMs };

  const runningMs = course.jobMs * shareOfRunning;
  const finalizingAtMs = inProgressAtMs + runningMs;
  if (nowMs < finalizingAtMs) {
    const stepsDone = Math.floor(((nowMs - inProgressAtMs) / runningMs) * progressSteps);
    return { ...validating, status: 'in_progress', stepsDone, inProgressAtMs };
  }
  const finalizing: Moment = {
    ...validating,
    status: 'finalizing',
    stepsDone: progressSteps,
    inProgressAtMs,
    finalizingAtMs,
  };
  const endedAtMs = finalizingAtMs + course.jobMs * shareOfFinalizing;
  if (nowMs < endedAtMs) return finalizing;
  return { ...finalizing, status: course.plan.expires ? 'expired' : 'completed', endedAtMs };
}

/** The step in which the line that starts at `offset` of a file is worked on. */
export function stepOfOffset(offset: number, fileBytes: number): number {
  return Math.min(progressSteps - 1, Math.floor((offset / fileBytes) * progressSteps));
}
