import { readManifest } from '#lib/batch/parts/manifest.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { findFailure } from '#lib/shared/failures/find-failure.ts';
import { failureWords } from '#lib/shared/words/explain-failure.ts';
import { anyProvider } from '#lib/shared/words/provider-name.ts';
import { type MissingReason, findMissingReason, namesLine } from './find-missing-reason.ts';

/** A reason that is never without words. */
export type ReasonInWords = MissingReason & { readonly message: string };

/** Of a request that nobody has looked for. */
export const noReason: MissingReason = { code: 'missing', message: null };

/** Gives the reason of the requests that a job returned no line for. Each job's is worked out once. */
export function createReasons(ctx: Context): (job: JobRecord) => Promise<ReasonInWords> {
  const known = new Map<string, Promise<ReasonInWords>>();
  return (job) => {
    const reason = known.get(job.id) ?? findReason(ctx, job);
    known.set(job.id, reason);
    return reason;
  };
}

async function findReason(ctx: Context, job: JobRecord): Promise<ReasonInWords> {
  const { code, message } = findMissingReason(job, namesLine(job) ? await readManifest(ctx, job.manifestKey) : null);
  if (message !== null) return { code, message };
  const { id } = findFailure({ outcome: 'missing', statusCode: null, errorCode: code });
  return { code, message: failureWords(id, { provider: anyProvider }).explanation };
}
