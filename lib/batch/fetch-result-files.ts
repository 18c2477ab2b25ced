import type { Context } from '../context.ts';
import { maxResultLineBytes, parseResultLine } from '../jsonl/parse-result-line.ts';
import { type JsonlLine, LineSplitter } from '../jsonl/read-lines.ts';
import { ProviderError } from '../providers/provider-error.ts';
import type { Provider } from '../providers/provider.ts';
import { getBatchProvider } from './batch-provider.ts';
import { partKey } from './file-keys.ts';
import type { HeldLease } from './lease.ts';
import type { JobRecord } from './record.ts';
import { getJob } from './state.ts';

type ResultFile = 'output' | 'errors';

/** A result file that the provider does not know so many times in a row, over a quarter of an hour, is gone. */
const unknownFileLooks = 10;

/** What is sent in a file's place, such as a gateway's page, may end with an outage; so many tries last about an hour. */
const unreadableFileLooks = 20;

/**
 * Stores the result files of an ended job that are not stored yet. Throws `ProviderError` for a file that could not be
 * fetched or holds no result line; after so many tries that it never will, the job goes on with a warning instead.
 */
export async function fetchResultFiles(ctx: Context, lease: HeldLease, attempt: number, job: JobRecord): Promise<void> {
  if (job.outputFileId === null && job.errorFileId === null) return;
  const provider = await getBatchProvider(ctx, lease.record);
  await fetchResultFile(ctx, lease, provider, attempt, job, 'output');
  await fetchResultFile(ctx, lease, provider, attempt, job, 'errors');
}

async function fetchResultFile(
  ctx: Context,
  lease: HeldLease,
  provider: Provider,
  attempt: number,
  job: JobRecord,
  file: ResultFile,
): Promise<void> {
  const fileId = file === 'output' ? job.outputFileId : job.errorFileId;
  if (fileId === null || job[file] !== null || (file === 'errors' && fileId === job.outputFileId)) return;
  const key = partKey(lease.record.id, attempt, job.part, `${file}.jsonl`);
  const seen: SeenLines = { isBlank: true, hasResult: false };
  try {
    const content = watchLines(provider.downloadFile({ fileId, signal: lease.signal }), seen);
    const stored = await ctx.files.write(key, content, { signal: lease.signal });
    const isKept = await lease.save((draft) => {
      const target = getJob(draft, job.id);
      if (!isPlausible(seen, file, target) && !giveUpUnreadableFile(target, fileId, provider)) return false;
      target[file] = { key, bytes: stored.bytes, sha256: stored.sha256, providerFileId: fileId };
      target.notFoundLooks = target.unreadableLooks = 0;
      return true;
    });
    if (!isKept) throw unreadableFile(provider, fileId);
  } catch (error) {
    if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    const isGone = await lease.save((draft) => giveUpUnknownFile(getJob(draft, job.id), file, provider));
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

/** True when it came often enough without a result line; the job goes on with it as it is then. */
function giveUpUnreadableFile(job: JobRecord, fileId: string, provider: Provider): boolean {
  job.unreadableLooks += 1;
  if (job.unreadableLooks < unreadableFileLooks) return false;
  job.failures = 0;
  job.warnings.push(
    `${provider.name} gave nothing that can be read for the result file ${fileId}, ${unreadableFileLooks} times. Requests with no answer elsewhere count as missing.`,
  );
  return true;
}

/** True when the file was looked for often enough; the job goes on without it then. */
function giveUpUnknownFile(job: JobRecord, file: ResultFile, provider: Provider): boolean {
  if (job.notFoundLooks + 1 < unknownFileLooks) return false;
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
