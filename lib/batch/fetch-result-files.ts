import type { Context } from '../context.ts';
import { maxResultLineBytes, parseResultLine } from '../jsonl/parse-result-line.ts';
import { type JsonlLine, LineSplitter } from '../jsonl/read-lines.ts';
import { ProviderError } from '../providers/provider-error.ts';
import type { Provider } from '../providers/provider.ts';
import { getBatchProvider } from './batch-provider.ts';
import { unknownStreak } from './failed-call.ts';
import { partKey } from './file-keys.ts';
import { type Patience, isGivenUp, longerStreak, unknownPatience } from './give-up.ts';
import type { HeldLease } from './lease.ts';
import type { JobRecord } from './record.ts';
import { getJob } from './state.ts';

type ResultFile = 'output' | 'errors';

/** What is sent in a file's place, such as a gateway's page, may end with an outage. */
const unreadablePatience: Patience = { fewestLooks: 5, forMs: 60 * 60_000 };

/**
 * Stores the result files of an ended job that are not stored yet. Throws `ProviderError` for a file that could not be
 * fetched or holds no result line; after so long that it never will, the job goes on with a warning instead.
 */
export async function fetchResultFiles(ctx: Context, lease: HeldLease, job: JobRecord): Promise<void> {
  if (job.outputFileId === null && job.errorFileId === null) return;
  const provider = await getBatchProvider(ctx, lease.record);
  await fetchResultFile(ctx, lease, provider, job, 'output');
  await fetchResultFile(ctx, lease, provider, job, 'errors');
}

async function fetchResultFile(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  job: JobRecord,
  file: ResultFile,
): Promise<void> {
  const fileId = file === 'output' ? job.outputFileId : job.errorFileId;
  if (fileId === null || job[file] !== null || (file === 'errors' && fileId === job.outputFileId)) return;
  const key = partKey(lease.record.id, job.id, `${file}.jsonl`);
  const seen: SeenLines = { isBlank: true, hasResult: false };
  try {
    const content = watchLines(provider.downloadFile({ fileId, signal: lease.signal }), seen);
    const stored = await ctx.files.write(key, content, { signal: lease.signal });
    const isKept = await lease.save((draft) => {
      const target = getJob(draft, job.id);
      if (!isPlausible(seen, file, target) && !giveUpUnreadableFile(ctx, target, fileId, provider)) return false;
      target[file] = { key, bytes: stored.bytes, sha256: stored.sha256, providerFileId: fileId };
      target.notFoundLooks = target.unreadableLooks = 0;
      return true;
    });
    if (!isKept) throw unreadableFile(provider, fileId);
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    const isGone = await lease.save((draft) => giveUpUnknownFile(ctx, getJob(draft, job.id), file, provider));
    if (!isGone) throw error;
  }
}

interface SeenLines {
  /** False once there is anything but white space. */
  isBlank: boolean;
  hasResult: boolean;
}

/** Passes a file on and notes in `seen` what is in it; after the first result line it looks no further. */
async function* watchLines(content: AsyncIterable<Uint8Array>, seen: SeenLines): AsyncGenerator<Uint8Array> {
  const splitter = new LineSplitter({ maxLineBytes: maxResultLineBytes });
  const note = (lines: readonly JsonlLine[]): void => {
    if (lines.length > 0) seen.isBlank = false;
    seen.hasResult ||= lines.some(isResultLine);
  };
  for await (const chunk of content) {
    if (!seen.hasResult) note(splitter.push(chunk));
    yield chunk;
  }
  if (!seen.hasResult) note(splitter.end());
}

function isResultLine({ bytes }: JsonlLine): boolean {
  const parsed = bytes === null ? null : parseResultLine(bytes);
  return parsed?.ok === true && parsed.result.customId !== null;
}

/** Azure names an empty error file where nothing failed; answers that were counted cannot be nothing. */
function isPlausible(seen: SeenLines, file: ResultFile, { providerCounts }: JobRecord): boolean {
  if (!seen.isBlank) return seen.hasResult;
  return file === 'errors' || providerCounts === null || providerCounts.completed === 0;
}

/** True when it came for long enough without a result line; the job goes on with it as it is then. */
function giveUpUnreadableFile(ctx: Context, job: JobRecord, fileId: string, provider: Provider): boolean {
  const streak = longerStreak(ctx, { looks: job.unreadableLooks, since: job.unreadableSince });
  job.unreadableLooks = streak.looks;
  job.unreadableSince = streak.since;
  if (!isGivenUp(ctx, streak, unreadablePatience)) return false;
  job.failures = 0;
  job.warnings.push(
    `${provider.name} gave nothing that can be read for the result file ${fileId}, for more than an hour. Requests with no answer elsewhere count as missing.`,
  );
  return true;
}

/** True when the file was looked for long enough; the job goes on without it then. */
function giveUpUnknownFile(ctx: Context, job: JobRecord, file: ResultFile, provider: Provider): boolean {
  if (!isGivenUp(ctx, longerStreak(ctx, unknownStreak(job)), unknownPatience)) return false;
  const fileId = file === 'output' ? job.outputFileId : job.errorFileId;
  job.warnings.push(`${provider.name} no longer has the result file ${fileId}. What it held is lost there.`);
  if (file === 'output') job.outputFileId = null;
  else job.errorFileId = null;
  job.notFoundLooks = 0;
  return true;
}

function unreadableFile(provider: Provider, fileId: string): ProviderError {
  return new ProviderError(`${provider.name} gave something else for the result file ${fileId}. Try again later.`, {
    kind: 'unreadable',
    statusCode: 200,
    providerCode: null,
    providerMessage: null,
    retryAfterMs: null,
    mayHaveHappened: false,
  });
}
