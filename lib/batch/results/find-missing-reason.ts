import { type Manifest, placesInPart } from '#lib/batch/parts/manifest.ts';
import { errorsOfJob } from '#lib/record/job-errors.ts';
import type { JobRecord } from '#lib/record/job-record.ts';

/** Why a job gave no line for a request: one answer for the pages, for `errors.jsonl` and for `results.csv`. */
export interface MissingReason {
  /** A code of `lib/shared/failures/known-failures.ts`, or the provider's own. */
  readonly code: string;
  /** What the provider said of the job; null when it said nothing. */
  readonly message: string | null;
}

/**
 * The manifest tells which line of the file, and whose, is meant by a line of the part; without it the place
 * is left out.
 */
export function findMissingReason(job: JobRecord, manifest: Manifest | null): MissingReason {
  const [error] = errorsOfJob(job);
  if (job.status === 'failed' && error !== undefined) {
    const place = manifest === null || error.line === null ? null : placeInFile(manifest, error.line);
    return { code: error.code ?? 'refused', message: place === null ? error.message : `${place}: ${error.message}` };
  }
  if (isGivenUp(job)) return { code: 'given_up', message: null };
  if (job.providerId === null) return { code: 'never_sent', message: null };
  if (job.status === 'expired') return { code: 'batch_expired', message: null };
  return { code: job.status === 'cancelled' ? 'cancelled' : 'missing', message: null };
}

/**
 * Whether nobody here can say what became of the job's requests: it was given up while it may have run, or a file of
 * its answers was.
 */
function isGivenUp({ givenUpAt, givenUpFileIds, providerId, providerStatus, status }: JobRecord): boolean {
  if (givenUpFileIds.length > 0) return true;
  const isEndOurs = status === 'failed' && providerStatus?.toLowerCase() !== 'failed';
  return givenUpAt !== null && (providerId === null || isEndOurs);
}

/** Only then does a reason need the part's manifest. */
export function namesLine({ status, providerErrors: [error] }: JobRecord): boolean {
  return status === 'failed' && error !== undefined && error.line !== null;
}

function placeInFile(manifest: Manifest, partLine: number): string | null {
  const place = placesInPart(manifest, [partLine]).get(partLine);
  return place === undefined ? null : `Line ${place.line} (custom_id ${place.customId})`;
}
