import { readManifest } from '#lib/batch/parts/manifest.ts';
import type { HeldLease } from '#lib/batch/store/lease.ts';
import { isGivenUp, shortPatience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import { maxResultLineBytes, parseResultLine } from '#lib/dialects/openai/parse-result-line.ts';
import { type JsonlLine, readLines } from '#lib/jsonl/read-lines.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';

/** A file that was mixed up holds other lines from its beginning on; to match every line twice would double the time. */
const sampleBytes = 64 * 1024;

/**
 * True when the stored files hold lines of other requests in the place of answers, as when a file was mixed up on
 * the way. They are to be fetched again then, and are no longer noted. After a while they are used as they are.
 */
export async function dropForeignFiles(ctx: Context, lease: HeldLease, jobId: string): Promise<boolean> {
  const job = getJob(await lease.reload(), jobId);
  if (isGivenUp(ctx, job.troubles.anyFile, shortPatience)) return false;
  const { placeOf } = await readManifest(ctx, job.manifestKey);
  const isForeign = (customId: string): boolean => !placeOf.has(customId);
  if (!(await beginsForeign(ctx, job, isForeign))) return false;
  if ((await countOwn(ctx, job, isForeign)) >= countedAnswers(job)) return false;
  return lease.save((draft) => {
    const target = getJob(draft, jobId);
    target.output = target.errors = null;
    return true;
  });
}

/** A job that counts nothing has answered something all the same. */
function countedAnswers({ providerCounts, requests }: JobRecord): number {
  if (providerCounts === null) return 1;
  return Math.min(providerCounts.completed + providerCounts.failed, requests);
}

async function beginsForeign(ctx: Context, job: JobRecord, isForeign: (id: string) => boolean): Promise<boolean> {
  for (const file of storedFiles(job)) {
    const range = { start: 0, end: Math.min(file.bytes, sampleBytes) };
    for await (const lines of readLines(ctx.files.read(file.key, range))) {
      if (lines.some((line) => isForeignLine(line, isForeign))) return true;
    }
  }
  return false;
}

function isForeignLine(line: JsonlLine, isForeign: (id: string) => boolean): boolean {
  const customId = customIdOf(line);
  return customId !== null && isForeign(customId);
}

/** How many requests of the part the stored files answer. */
async function countOwn(ctx: Context, job: JobRecord, isForeign: (id: string) => boolean): Promise<number> {
  const own = new Set<string>();
  for (const { key } of storedFiles(job)) {
    for await (const lines of readLines(ctx.files.read(key), { maxLineBytes: maxResultLineBytes })) {
      for (const line of lines) {
        const customId = customIdOf(line);
        if (customId !== null && !isForeign(customId)) own.add(customId);
      }
    }
  }
  return own.size;
}

function storedFiles({ output, errors }: JobRecord): readonly { readonly key: string; readonly bytes: number }[] {
  return [output, errors].filter((file) => file !== null);
}

/** Null for a line that is none, or is cut. */
function customIdOf({ bytes }: JsonlLine): string | null {
  const parsed = bytes === null ? null : parseResultLine(bytes);
  return parsed?.ok === true ? parsed.result.customId : null;
}
