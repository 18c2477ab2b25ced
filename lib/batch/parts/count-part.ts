import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { type JsonlLine, readLines } from '#lib/jsonl/read-lines.ts';
import type { TokenCounter } from '#lib/pricing/count-tokens.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { memberOf } from '#lib/shared/reading/json-value.ts';
import { copyLines } from './copy-lines.ts';
import type { InputRow } from './input-index.ts';
import { readManifest } from './manifest.ts';
import type { PartRow } from './part-row.ts';

/** What was left out of a line is filled in already in a part. */
const asItIs = { embeddingInputs: 0, hasMethod: true, hasUrl: true };

/** Of a line that is too long to be read: what English text takes. */
const bytesPerToken = 4;

/** Gives each row of the file `key` its prompt tokens. */
export async function* countRows(
  ctx: Context,
  key: string,
  source: AsyncIterable<readonly InputRow[]>,
  count: TokenCounter,
): AsyncGenerator<readonly PartRow[]> {
  for await (const rows of source) {
    const counted: PartRow[] = [];
    for await (const lines of readLines(copyLines(ctx.files, key, rows))) {
      for (const line of lines) {
        const row = rows[counted.length];
        if (row === undefined) throw damagedFile(key);
        counted.push({ ...row, tokens: await countLine(line, count) });
      }
    }
    if (counted.length !== rows.length) throw damagedFile(key);
    yield counted;
  }
}

/** The rows of a written part, their places in its payload and their prompt tokens. */
export async function* readPartRows(
  ctx: Context,
  job: JobRecord,
  count: TokenCounter,
): AsyncGenerator<readonly PartRow[]> {
  const manifest = await readManifest(ctx, job.manifestKey);
  const customIds = [...manifest.placeOf.keys()];
  let next = 0;
  for await (const lines of readLines(ctx.files.read(job.payload.key))) {
    const rows: PartRow[] = [];
    for (const found of lines) {
      const [line, customId] = [manifest.lines[next], customIds[next]];
      if (line === undefined || customId === undefined) throw damagedFile(job.payload.key);
      const { offset, length } = found;
      rows.push({ line, customId, offset, length, ...asItIs, tokens: await countLine(found, count) });
      next += 1;
    }
    yield rows;
  }
}

/** Prompt tokens of a written part. */
export async function countPart(ctx: Context, job: JobRecord, count: TokenCounter): Promise<number> {
  let tokens = 0;
  for await (const lines of readLines(ctx.files.read(job.payload.key))) {
    for (const line of lines) tokens += await countLine(line, count);
  }
  return tokens;
}

function countLine({ bytes, length }: JsonlLine, count: TokenCounter): Promise<number> {
  if (bytes === null) return Promise.resolve(Math.ceil(length / bytesPerToken));
  const decoded = decodeLine(bytes);
  return count(decoded.ok ? memberOf(decoded.value, 'body') : null);
}
