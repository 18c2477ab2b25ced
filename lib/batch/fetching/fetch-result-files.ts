import { partKey } from '#lib/batch/store/file-keys.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import {
  type Patience,
  countUnreadableLook,
  isGivenUp,
  longerStreak,
  unknownPatience,
} from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import type { JobRecord, ResultFileRecord } from '#lib/record/job-record.ts';
import { isJobUnknown } from './look-for-file-names.ts';
import type { SeenFiles } from './seen-files.ts';
import { hasResult, nothingSeen, type SeenLines, watchResultLines } from './watch-result-lines.ts';

export type ResultFile = 'output' | 'errors';

/** What is sent in a file's place, such as a gateway's page, may end with an outage. */
const unreadablePatience: Patience = { fewestLooks: 5, forMs: 60 * 60_000 };

/** A job whose result files are being gathered, and what is known of those that are stored. */
export interface GatherWork extends JobWork {
  readonly seenFiles: SeenFiles;
  /** The files that were not read to their end, and what says so. */
  readonly overlong: Map<string, ProviderError>;
}

/**
 * Stores the named result files of an ended job that are not stored yet, or fetches those again that
 * `isFetchedAgain` names. What comes takes the place of nothing, or of what answers fewer requests. Throws
 * `ProviderError` for a file that could not be fetched or holds no result line, once both were tried.
 */
export async function fetchResultFiles(
  work: GatherWork,
  job: JobRecord,
  isFetchedAgain: (file: ResultFile) => boolean = () => false,
): Promise<JobRecord> {
  let fetched = job;
  const failures: ProviderError[] = [];
  for (const file of ['output', 'errors'] as const) {
    const fileId = namedFile(fetched, file);
    const isSpared = fetched[file] !== null && !isFetchedAgain(file);
    if (fileId === null || isSpared || (file === 'errors' && fileId === fetched.outputFileId)) continue;
    try {
      fetched = await fetchResultFile(work, fetched, file, fileId);
    } catch (error) {
      // One file's trouble is none of the other's; a provider that does not answer is left alone.
      if (!ProviderError.is(error) || (error.kind !== 'not_found' && error.kind !== 'unreadable')) throw error;
      failures.push(error);
    }
  }
  if (failures[0] !== undefined) throw failures[0];
  return fetched;
}

function namedFile({ outputFileId, errorFileId }: JobRecord, file: ResultFile): string | null {
  return file === 'output' ? outputFileId : errorFileId;
}

/** Returns the job with what is stored of it now. */
async function fetchResultFile(work: GatherWork, job: JobRecord, file: ResultFile, fileId: string): Promise<JobRecord> {
  const { ctx, lease, provider, seenFiles, overlong } = work;
  const seen = nothingSeen();
  const before = job[file] === null ? null : await seenFiles.see(job[file]);
  try {
    const content = provider.downloadFile({ fileId, maxBytes: maxResultBytes(job), signal: lease.signal });
    overlong.delete(fileId);
    const bounded = untilTooLarge(content, (error) => overlong.set(fileId, error));
    const key = freeKey(lease.record.id, job, file);
    const stored = await ctx.files.write(key, watchResultLines(bounded, seen, seenFiles.placeOf), {
      signal: lease.signal,
    });
    seenFiles.note(key, seen);
    const fetched = {
      ...stored,
      key,
      providerFileId: fileId,
      lines: seen.objects,
      isCut: seen.isCut || overlong.has(fileId),
    };
    const kept = await lease.save((draft) => keep(changeOf(work, draft), file, { fetched, seen, before }));
    if (kept === null)
      throw unreadable(`${provider.name} gave something else for the result file ${fileId}. Try again later.`);
    const spareKey = kept[file]?.key === key ? job[file]?.key : key;
    if (spareKey !== undefined && spareKey !== kept[file]?.key) await ctx.files.remove(spareKey);
    return kept;
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    const isOver = isGivenUp(ctx, longerStreak(ctx, job.troubles.unknown), unknownPatience);
    if (!isOver || (await isJobUnknown(work, job))) throw error;
    return lease.save((draft) => giveUpUnknownFile(changeOf(work, draft), file));
  }
}

/**
 * How long a result file may get: answers of 128 times what was asked, a picture of 16 MB for each request,
 * and a gigabyte on top. More is no answer to this job, and would fill the disk.
 */
export function maxResultBytes({ payload, requests }: JobRecord): number {
  return 2 ** 30 + 128 * payload.bytes + requests * 16 * 2 ** 20;
}

/** Ends an overlong file at its bound, so that the answers before it are kept. */
async function* untilTooLarge(
  content: AsyncIterable<Uint8Array>,
  onTooLarge: (error: ProviderError) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    if (!ProviderError.is(error) || error.reason !== 'file_too_large') throw error;
    onTooLarge(error);
  }
}

/** What is stored already is not written over: the next transfer may bring less, or nothing. */
function freeKey(batchId: string, job: JobRecord, file: ResultFile): string {
  const key = partKey(batchId, job.id, `${file}.jsonl`);
  return job[file]?.key === key ? partKey(batchId, job.id, `${file}-again.jsonl`) : key;
}

interface Fetched {
  readonly fetched: ResultFileRecord;
  readonly seen: SeenLines;
  /** What is in the file that is stored already. */
  readonly before: SeenLines | null;
}

/** Notes a fetched file, unless a better one is there. Null when it is nothing that may be noted yet. */
function keep(
  { ctx, job, provider }: JobChange,
  file: ResultFile,
  { fetched, seen, before }: Fetched,
): JobRecord | null {
  const stored = job[file];
  if (stored === null || before === null) {
    if (!isPlausible(seen, file, job) && !giveUpUnreadableFile(ctx, job, fetched.providerFileId, provider)) return null;
  } else if (!isBetter(seen, before, !fetched.isCut && stored.isCut)) {
    return structuredClone(job);
  }
  if (hasResult(seen)) job.troubles.unreadable = null;
  job[file] = fetched;
  job.troubles.unknown = null;
  return structuredClone(job);
}

/** What answers more of the part's requests, or as many without being cut. */
function isBetter(seen: SeenLines, before: SeenLines, isWholeNow: boolean): boolean {
  return seen.own.size > before.own.size || (seen.own.size === before.own.size && isWholeNow && hasResult(seen));
}

/** Azure names an empty error file where nothing failed; answers that were counted cannot be nothing. */
function isPlausible(seen: SeenLines, file: ResultFile, { providerCounts }: JobRecord): boolean {
  if (seen.count > 0) return hasResult(seen);
  return file === 'errors' || providerCounts === null || providerCounts.completed === 0;
}

/** True when it came for long enough without a result line; the job goes on with it as it is then. */
function giveUpUnreadableFile(ctx: Context, job: JobRecord, fileId: string, provider: Provider): boolean {
  if (!isGivenUp(ctx, countUnreadableLook(ctx, job), unreadablePatience)) return false;
  job.failures = 0;
  job.warnings.push({ code: 'result_file_unreadable', facts: { provider: provider.name, fileId } });
  job.givenUpFileIds.push(fileId);
  return true;
}

/** The job without the file that was looked for long enough at a provider that knows the job. */
function giveUpUnknownFile({ job, provider }: JobChange, file: ResultFile): JobRecord {
  const fileId = namedFile(job, file);
  if (fileId !== null) {
    const facts = { provider: provider.name, fileId, hasRest: job[file] !== null };
    job.warnings.push({ code: 'result_file_gone', facts });
    job.givenUpFileIds.push(fileId);
  }
  if (file === 'output') job.outputFileId = null;
  else job.errorFileId = null;
  job.troubles.unknown = null;
  return structuredClone(job);
}

export function unreadable(sentence: string): ProviderError {
  return new ProviderError(sentence, {
    kind: 'unreadable',
    statusCode: 200,
    providerCode: null,
    providerMessage: null,
    retryAfterMs: null,
    mayHaveHappened: false,
  });
}
