/** OpenAI's eight batch statuses, and ours before the provider knows of a batch. */
export const jobStatuses = [
  'validating',
  'in_progress',
  'finalizing',
  'completed',
  'failed',
  'expired',
  'cancelling',
  'cancelled',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const batchStatuses = ['draft', 'queued', ...jobStatuses] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** What the list's summary counts, and what the list can be narrowed down to beside a status. */
export const batchGroups = ['running', 'waiting', 'needs_person', 'with_failures'] as const;
export type BatchGroup = (typeof batchGroups)[number];

export const endedStatuses = ['completed', 'failed', 'expired', 'cancelled'] as const satisfies readonly JobStatus[];
export type EndedStatus = (typeof endedStatuses)[number];

export function isEnded(status: string): status is EndedStatus {
  return endedStatuses.some((ended) => ended === status);
}

/** What became of a request over all attempts. */
export const outcomes = ['pending', 'succeeded', 'failed', 'missing'] as const;
export type Outcome = (typeof outcomes)[number];

/** True for a request that has been tried and has no answer. */
export function isUnsuccessful(outcome: Outcome): outcome is 'failed' | 'missing' {
  return outcome === 'failed' || outcome === 'missing';
}

export interface OutcomeCounts {
  readonly total: number;
  readonly pending: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly missing: number;
}

/** An outcome as people are told it: what nobody tried to answer is neither failed nor missing to them. */
export const shownOutcomes = [...outcomes, 'not_answered'] as const;
export type ShownOutcome = (typeof shownOutcomes)[number];

/** Of the requests as people are told of them; all but `total` add up to it. */
export interface ShownCounts extends OutcomeCounts {
  readonly notAnswered: number;
}

/**
 * What kind of thing holds a batch up: why it makes no progress at the moment. `null` in its place means that
 * nothing holds it up.
 */
export const holdKinds = [
  'token_limit',
  'rate_limit',
  'provider_down',
  'key_refused',
  'job_in_doubt',
  'spending_limit',
  'refused',
  'busy',
] as const;
export type HoldKind = (typeof holdKinds)[number];

/** The kinds that end only when a person does something. */
export const holdsThatNeedAPerson: readonly HoldKind[] = ['key_refused', 'job_in_doubt', 'spending_limit', 'refused'];
