import type { JobRecord } from './job-record.ts';
import type { Moment } from './timeline.ts';

const secondsOfDay = 86_400;

/** OpenAI's batch object: its members in the order in which they were recorded, the absent ones null. */
export interface WireJob {
  readonly id: string;
  readonly object: 'batch';
  readonly endpoint: string;
  readonly model: string | null;
  readonly errors: unknown;
  readonly input_file_id: string;
  readonly completion_window: string;
  readonly status: string;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly created_at: number;
  readonly in_progress_at: number | null;
  readonly expires_at: number;
  readonly finalizing_at: number | null;
  readonly completed_at: number | null;
  readonly failed_at: number | null;
  readonly expired_at: number | null;
  readonly cancelling_at: number | null;
  readonly cancelled_at: number | null;
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number } | null;
  readonly usage: unknown;
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** What OpenAI would say of the job at this moment. */
export function convertToWireJob(job: JobRecord, moment: Moment): WireJob {
  const isEnded = moment.endedAtMs !== null;
  const results = isEnded ? job.results : null;
  const endedAt = (status: string): number | null => (moment.status === status ? toSeconds(moment.endedAtMs) : null);
  return {
    id: job.id,
    object: 'batch',
    endpoint: job.endpoint,
    model: moment.inProgressAtMs === null ? null : (job.plan?.model ?? null),
    errors: moment.status === 'failed' ? { object: 'list', data: job.plan?.problems ?? [] } : null,
    input_file_id: job.inputFileId,
    completion_window: job.completionWindow,
    status: moment.status,
    output_file_id: results?.outputFileId ?? null,
    error_file_id: results?.errorFileId ?? null,
    created_at: Math.floor(job.createdAtMs / 1000),
    in_progress_at: toSeconds(moment.inProgressAtMs),
    expires_at: Math.floor(job.createdAtMs / 1000) + secondsOfDay,
    finalizing_at: toSeconds(moment.finalizingAtMs),
    completed_at: endedAt('completed'),
    failed_at: endedAt('failed'),
    expired_at: endedAt('expired'),
    cancelling_at: toSeconds(job.cancelledAtMs),
    cancelled_at: endedAt('cancelled'),
    request_counts: countsAt(job, moment),
    usage: results === null ? null : convertUsage(results.inputTokens, results.outputTokens),
    metadata: job.metadata,
  };
}

/**
 * Counts are zero until the job is in progress. What expires, goes missing or is cancelled is counted nowhere
 * but in `total`.
 */
function countsAt(job: JobRecord, moment: Moment): NonNullable<WireJob['request_counts']> {
  const { plan } = job;
  if (plan === null || moment.inProgressAtMs === null) return { total: 0, completed: 0, failed: 0 };
  const done = plan.steps.slice(0, moment.stepsDone);
  return {
    total: plan.total,
    completed: done.reduce((sum, step) => sum + step.completed, 0),
    failed: done.reduce((sum, step) => sum + step.failed, 0),
  };
}

function convertUsage(inputTokens: number, outputTokens: number): unknown {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  };
}

function toSeconds(timeMs: number | null): number | null {
  return timeMs === null ? null : Math.floor(timeMs / 1000);
}
