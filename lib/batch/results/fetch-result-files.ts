import { partKey } from '#lib/batch/store/file-keys.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import type { HeldLease } from '#lib/batch/store/lease.ts';
import {
  type Patience,
  countUnreadableLook,
  isGivenUp,
  longerStreak,
  shortPatience,
  unknownPatience,
} from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { JobRecord, ResultFileRecord } from '#lib/record/job-record.ts';
import { type SeenLines, watchResultLines } from './watch-result-lines.ts';

type ResultFile = 'output' | 'errors';

/** A result file that was not read to its end. */
interface OverlongFile {
  readonly fileId: string;
  readonly error: ProviderError;
}

/** What is sent in a file's place, such as a gateway's page, may end with an outage. */
const unreadablePatience: Patience = { fewestLooks: 5, forMs: 60 * 60_000 };

/**
 * Stores the result files of an ended job that are not stored whole yet. Throws `ProviderError` for a file that could not be fetched, holds no
 * result line or ends too early; after so long that it always will, the job goes on with the best that came.
 */
export async function fetchResultFiles(ctx: Context, lease: HeldLease, job: JobRecord): Promise<void> {
  if (job.outputFileId === null && job.errorFileId === null) return;
  const provider = await ctx.providers.forConnection(lease.record.connectionId);
  const overlong: OverlongFile[] = [];
  const work = { ctx, lease, provider, jobId: job.id };
  const withOutput = await fetchResultFile(work, job, 'output', overlong);
  const withBoth = await fetchResultFile(work, withOutput, 'errors', overlong);
  if (!areShort(withBoth)) return;
  const isAccepted = await lease.save((draft) => {
    const target = getJob(draft, job.id);
    if (!isGivenUp(ctx, countUnreadableLook(ctx, target), shortPatience)) return false;
    const facts = { provider: provider.name, maxBytes: maxResultBytes(job) };
    for (const { fileId } of overlong) {
      target.warnings.push({ code: 'result_file_too_large', facts: { ...facts, fileId } });
    }
    return true;
  });
  if (!isAccepted) {
    throw overlong[0]?.error ?? unreadable(`${provider.name} gave only a part of its result files. Try again later.`);
  }
}

/**
 * True when answers are missing that the named files should hold. A job may count failures and name no file of them, as one recorded at OpenAI
 * does, and it may count more than it was sent.
 */
function areShort(job: JobRecord): boolean {
  const { output, errors, outputFileId, errorFileId, providerCounts, requests } = job;
  if (output?.isCut === true || errors?.isCut === true) return true;
  const isOutputToCome = outputFileId !== null && output === null;
  const areErrorsToCome = errorFileId !== null && errorFileId !== outputFileId && errors === null;
  const isOlder = output?.lines === null || errors?.lines === null;
  if (providerCounts === null || isOutputToCome || areErrorsToCome || isOlder) return false;
  const counted =
    (outputFileId === null ? 0 : providerCounts.completed) + (errorFileId === null ? 0 : providerCounts.failed);
  return (output?.lines ?? 0) + (errors?.lines ?? 0) < Math.min(counted, requests);
}

/** Returns the job with what is stored of it now. */
async function fetchResultFile(
  work: JobWork,
  job: JobRecord,
  file: ResultFile,
  overlong: OverlongFile[],
): Promise<JobRecord> {
  const { ctx, lease, provider } = work;
  const fileId = file === 'output' ? job.outputFileId : job.errorFileId;
  const isStored = job[file] !== null && !areShort(job);
  if (fileId === null || isStored || (file === 'errors' && fileId === job.outputFileId)) return job;
  const seen: SeenLines = { count: 0, objects: 0, hasResult: false, isCut: false };
  try {
    const content = provider.downloadFile({ fileId, maxBytes: maxResultBytes(job), signal: lease.signal });
    const firstOverlong = overlong.length;
    const watched = watchResultLines(
      untilTooLarge(content, (error) => overlong.push({ fileId, error })),
      seen,
    );
    const key = freeKey(lease.record.id, job, file);
    const stored = await ctx.files.write(key, watched, { signal: lease.signal });
    const isCut = seen.isCut || overlong.length > firstOverlong;
    const fetched = { ...stored, key, providerFileId: fileId, lines: seen.objects, isCut };
    const kept = await lease.save((draft) => keep(changeOf(work, draft), file, fetched, seen));
    if (kept === null)
      throw unreadable(`${provider.name} gave something else for the result file ${fileId}. Try again later.`);
    const spareKey = kept[file]?.key === key ? job[file]?.key : key;
    if (spareKey !== undefined && spareKey !== kept[file]?.key) await ctx.files.remove(spareKey);
    return kept;
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    const withoutFile = await lease.save((draft) => giveUpUnknownFile(changeOf(work, draft), file));
    if (withoutFile === null) throw error;
    return withoutFile;
  }
}

/**
 * How long a result file may get: answers of 128 times what was asked, a picture of 16 MB for each request, and a gigabyte on top. More is no
 * answer to this job, and would fill the disk.
 */
function maxResultBytes({ payload, requests }: JobRecord): number {
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

/** Notes a fetched file, unless a better one is there. Null when it is nothing that may be noted yet. */
function keep(
  { ctx, job, provider }: JobChange,
  file: ResultFile,
  fetched: ResultFileRecord,
  seen: SeenLines,
): JobRecord | null {
  const before = job[file];
  if (before === null) {
    if (isPlausible(seen, file, job)) job.troubles.unreadable = null;
    else if (!giveUpUnreadableFile(ctx, job, fetched.providerFileId, provider)) return null;
  }
  // What holds no result line takes the place of nothing.
  if (before === null || (seen.hasResult && holdsMore(fetched, before))) {
    job[file] = fetched;
    job.troubles.unknown = null;
  }
  if (before !== null && !areShort(job)) job.troubles.unreadable = null;
  return structuredClone(job);
}

function holdsMore(one: ResultFileRecord, other: ResultFileRecord): boolean {
  return wholeLines(one) > wholeLines(other) || (wholeLines(one) === wholeLines(other) && !one.isCut && other.isCut);
}

function wholeLines({ lines, isCut }: ResultFileRecord): number {
  return (lines ?? 0) - (isCut ? 1 : 0);
}

/** Azure names an empty error file where nothing failed; answers that were counted cannot be nothing. */
function isPlausible(seen: SeenLines, file: ResultFile, { providerCounts }: JobRecord): boolean {
  if (seen.count > 0) return seen.hasResult;
  return file === 'errors' || providerCounts === null || providerCounts.completed === 0;
}

/** True when it came for long enough without a result line; the job goes on with it as it is then. */
function giveUpUnreadableFile(ctx: Context, job: JobRecord, fileId: string, provider: Provider): boolean {
  if (!isGivenUp(ctx, countUnreadableLook(ctx, job), unreadablePatience)) return false;
  job.failures = 0;
  job.warnings.push({ code: 'result_file_unreadable', facts: { provider: provider.name, fileId } });
  return true;
}

/** The job without the file when that was looked for long enough, else null. */
function giveUpUnknownFile({ ctx, job, provider }: JobChange, file: ResultFile): JobRecord | null {
  if (!isGivenUp(ctx, longerStreak(ctx, job.troubles.unknown), unknownPatience)) return null;
  const fileId = file === 'output' ? job.outputFileId : job.errorFileId;
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
