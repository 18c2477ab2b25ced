import { isDeepStrictEqual } from 'node:util';
import type { ProviderJobError } from '#lib/contracts/provider.ts';
import { currentAttempt, openJobs } from '#lib/record/attempts.ts';
import { errorsOfJob } from '#lib/record/job-errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold, deriveStatus } from '#lib/record/status.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import type { BatchStatus, OutcomeCounts } from '#lib/shared/contract/status.ts';

/** How far a file has come on its way. */
export interface ByteProgress {
  readonly bytes: number;
  /** Null where it is only known at the end. */
  readonly totalBytes: number | null;
}

/** How far a batch has come. Reported whenever something of it has changed. */
export interface BatchProgress {
  readonly status: BatchStatus;
  readonly counts: OutcomeCounts;
  /** What holds it up; null while it goes on. */
  readonly hold: Hold | null;
  /** 1 for the start, one more for each retry; 0 before the start. */
  readonly attempt: number;
  /** Of the attempt; 0 until it is split. */
  readonly parts: { readonly total: number; readonly sent: number; readonly ended: number };
  /** Why the provider refused parts of the attempt as a whole. */
  readonly errors: readonly ProviderJobError[];
}

export function describeProgress(record: BatchRecord): BatchProgress {
  const attempt = currentAttempt(record);
  const jobs = openJobs(record);
  return {
    status: deriveStatus(record),
    counts: record.counts,
    hold: deriveHold(record),
    attempt: attempt?.number ?? 0,
    parts: {
      total: jobs.length,
      sent: jobs.filter((job) => job.providerId !== null).length,
      ended: jobs.filter((job) => job.stage === 'ended' || job.stage === 'collected').length,
    },
    errors: jobs.flatMap(errorsOfJob),
  };
}

/**
 * Makes a listener to records that calls `onProgress` when the progress has changed. Records change more often
 * than that.
 */
export function progressListener(
  onProgress: ((progress: BatchProgress) => void) | undefined,
): ((record: BatchRecord) => void) | undefined {
  let told: BatchProgress | null = null;
  return (record) => {
    const progress = describeProgress(record);
    if (isDeepStrictEqual(progress, told)) return;
    told = progress;
    onProgress?.(progress);
  };
}

/** Passes chunks on and reports how many bytes have passed. */
export async function* countBytes(
  content: AsyncIterable<Uint8Array>,
  totalBytes: number | null,
  onProgress: ((progress: ByteProgress) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    yield chunk;
    bytes += chunk.length;
    onProgress?.({ bytes, totalBytes });
  }
}
