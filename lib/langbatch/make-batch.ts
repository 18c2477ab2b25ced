import { assertFits } from '#lib/batch/commands/ask-for-requests.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { readAllProblems } from '#lib/batch/reads/read-problems.ts';
import { runStep } from '#lib/batch/steps/run-task.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { readColumns } from '#lib/batch/store/table-files.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import type { BatchRecord, CheckRecord } from '#lib/record/record.ts';
import { batchName } from '#lib/shared/contract/batch-inputs.ts';
import { type BatchEndpoint, spellingsOf } from '#lib/shared/contract/endpoints.ts';
import { type Template, templateSchema } from '#lib/shared/contract/template.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { tableRefusalText } from '#lib/shared/words/table-texts.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';
import { drive } from './drive.ts';
import { BatchValidationError, type RequestProblem } from './errors.ts';
import type { ByteProgress } from './progress.ts';

export interface MakeOptions {
  /** Null takes the one that the file names. */
  readonly endpoint: BatchEndpoint | null;
  readonly connectionId: string | null;
  readonly name?: string | undefined;
  readonly completionWindow?: string | undefined;
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /** Makes a request of each row of the content, which is a table then. */
  readonly template?: Template;
}

interface NewBatch extends MakeOptions {
  readonly inputName: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** Why bodies could not be written, by their index; null for a file, whose problems have no index. */
  readonly unwritable: ReadonlyMap<number, string> | null;
  readonly defaultModel?: string | null;
}

/**
 * Stores the content as a draft and checks every line. Returns the batch's id. Nothing is left of a batch
 * that cannot be sent.
 */
export async function makeBatch(ctx: Context, batch: NewBatch): Promise<string> {
  const { inputName, content, connectionId, completionWindow, defaultModel: model, template } = batch;
  const name = batch.name === undefined ? undefined : parseInput(batchName, batch.name);
  const endpoint = batch.endpoint === null ? undefined : await spellEndpoint(ctx, batch.endpoint, batch);
  const { batchId } = await createBatch(ctx, {
    inputName,
    content,
    isListed: false,
    ...(name === undefined ? {} : { name }),
    ...(connectionId === null ? {} : { connectionId }),
    ...(completionWindow === undefined ? {} : { completionWindow }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(model == null ? {} : { defaultModel: model }),
    ...(template === undefined ? {} : { template: templateSchema.parse(template) }),
  });
  try {
    if (template !== undefined) await makeLines(ctx, batchId, template);
    const record = await drive(ctx, batchId, { kinds: ['check'], isEnough: isChecked });
    await assertSendable(ctx, record, batch);
    return batchId;
  } catch (error) {
    await discard(ctx, batchId);
    throw error;
  }
}

/** The endpoint as this batch's provider writes it. As OpenAI writes it while no provider is chosen. */
export async function spellEndpoint(ctx: Context, endpoint: BatchEndpoint, options: MakeOptions): Promise<string> {
  const { connectionId, completionWindow = '24h' } = options;
  try {
    const provider = await ctx.providers.forConnection(connectionId);
    const isTaken = (url: string): boolean => provider.whyNotSendable({ url, completionWindow }) === null;
    return spellingsOf(endpoint).find(isTaken) ?? endpoint;
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'invalid_input') throw error;
    return endpoint;
  }
}

/** Reads the table and makes a line of each row, as a worker does for the dashboard. */
async function makeLines(ctx: Context, batchId: string, template: Template): Promise<void> {
  const isRead = ({ table }: BatchRecord): boolean => table?.reading?.endedAt != null;
  const { table } = await drive(ctx, batchId, { kinds: ['check', 'read_table'], isEnough: isRead });
  const reading = table?.reading;
  // Held up or removed by somebody else: without lines, the check has refused the file.
  if (reading?.endedAt == null) return;
  if (reading.refusal !== null) throw refused(reading.refusal.code, tableRefusalText(reading.refusal));
  assertFits(template, await readColumns(ctx, batchId, reading));
  await drive(ctx, batchId, { kinds: ['make_requests'], isEnough: ({ table: now }) => now?.made != null });
}

function isChecked({ check }: BatchRecord): boolean {
  return check !== null && check.endedAt !== null;
}

async function assertSendable(ctx: Context, record: BatchRecord, { endpoint, unwritable }: NewBatch): Promise<void> {
  const { check } = record;
  if (check === null) return;
  if (check.refusal !== null) throw refused(check.refusal.code, refusalText(check.refusal));
  if (check.badLines > 0) {
    const problems = await gatherProblems(ctx, record, unwritable);
    throw new BatchValidationError(summarize(problems, check), problems);
  }
  if (endpoint === null || check.endpoint === endpoint) return;
  const message = `The requests are for ${check.endpoint ?? 'no endpoint'}, but this class sends to ${endpoint}.`;
  throw new BatchValidationError(message, [{ ...wholeFile, code: 'invalid_url', param: 'url', message }]);
}

function refused(code: string, sentence: string): BatchValidationError {
  return new BatchValidationError(sentence, [{ ...wholeFile, code, message: sentence }]);
}

const wholeFile = { line: null, index: null, customId: null, param: null };

async function gatherProblems(
  ctx: Context,
  record: BatchRecord,
  unwritable: NewBatch['unwritable'],
): Promise<RequestProblem[]> {
  const problems: RequestProblem[] = [];
  for await (const found of readAllProblems(ctx, record)) {
    for (const { line, customId, code, param, message, severity } of found) {
      if (severity !== 'error') continue;
      const index = unwritable === null || line === null ? null : line - 1;
      const reason = index === null ? undefined : unwritable?.get(index);
      problems.push(
        reason === undefined
          ? { line, index, customId, code, param, message }
          : {
              line,
              index,
              customId,
              code: 'invalid_request',
              param: 'body',
              message: `The body cannot be written as JSON: ${reason}.`,
            },
      );
    }
  }
  return problems;
}

function summarize([first]: readonly RequestProblem[], { badLines, lines }: CheckRecord): string {
  const what = first?.index == null ? 'line' : 'request';
  const all = lines.toLocaleString('en');
  const count =
    lines === 1 ? `The only ${what}` : `${badLines === 1 ? 'One' : badLines.toLocaleString('en')} of ${all} ${what}s`;
  if (first === undefined) return `${count} cannot be sent.`;
  const place = first.index === null ? `line ${first.line ?? 0}` : `index ${first.index}`;
  const others = badLines === 1 ? '' : ' (all of them are in `problems`)';
  return `${count} cannot be sent, so nothing was stored. ${badLines === 1 ? 'It' : 'The first'} is at ${place}: ${first.message}${others}`;
}

/**
 * Removes what was stored of a batch that could not be made. A storage that fails here too was already reported by
 * the error that led here.
 */
async function discard(ctx: Context, batchId: string): Promise<void> {
  const tidy: Context = { ...ctx, signal: new AbortController().signal };
  try {
    await removeBatch(tidy, { batchId });
    const { record } = await getStoredBatch(tidy, batchId);
    for (const task of dueTasks(record)) if (task.kind === 'remove') await runStep(tidy, task);
  } catch (error) {
    if (!AppError.is(error)) throw error;
  }
}
