import { isDeepStrictEqual } from 'node:util';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { readColumns } from '#lib/batch/store/table-files.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { askForRequestsInput } from '#lib/shared/contract/table-inputs.ts';
import type { Template, TemplateOrigin } from '#lib/shared/contract/template.ts';
import { templateProblemText } from '#lib/shared/words/template-problem-text.ts';
import { findTemplateProblems } from '#lib/tables/template/find-problems.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { getDraftTable } from './get-draft-table.ts';

/**
 * Asks for a request of each row of a draft's table, made by a template; a worker makes them, and they are checked as
 * any other file. May be asked again with another template until the batch is started. Throws `InvalidInputError` for a
 * template that names what the table does not have, `WrongStateError` while the table is still being read.
 */
export const askForRequests = defineVerb({
  name: 'askForRequests',
  right: 'run',
  audit: 'batch',
  input: askForRequestsInput,
  run,
});

async function run(ctx: Context, input: Parsed<typeof askForRequestsInput>): Promise<void> {
  const { batchId, template } = input;
  const { record } = await getStoredBatch(ctx, batchId);
  const { reading } = getDraftTable(record);
  if (reading?.endedAt == null || reading.refusal !== null)
    throw new WrongStateError('The table has not been read yet. Try again when all its rows are there.');
  assertFits(template, await readColumns(ctx, batchId, reading));
  const origin = await findOrigin(ctx, input);
  await updateBatch(ctx, batchId, (draft) => {
    const table = getDraftTable(draft);
    if (table.reading?.revision !== reading.revision)
      throw new WrongStateError('The table was just read in another way. Look at it again.');
    const now = ctx.clock.now().toISOString();
    draft.table = { ...table, wanted: { template, origin, at: now, rowsMade: 0 } };
    draft.nextAt = now;
    draft.failures = 0;
    draft.hold = null;
  });
}

/** Throws `InvalidInputError` for a template with a place, or a column, that the table does not have. */
export function assertFits(template: Template, columns: readonly string[]): void {
  const problems = findTemplateProblems(template, columns);
  const [first] = problems;
  if (first === undefined) return;
  const fields: Record<string, string> = {};
  for (const problem of problems) fields[`template.${problem.field}`] ??= templateProblemText(problem);
  throw new InvalidInputError(templateProblemText(first), fields);
}

/** The kept version that was used as it is; null where it was changed, or never kept. */
async function findOrigin(
  ctx: Context,
  { template, origin }: Parsed<typeof askForRequestsInput>,
): Promise<TemplateOrigin | null> {
  if (origin === undefined) return null;
  const { templateId, version } = origin;
  const kept = (await ctx.templates?.find(templateId)) ?? null;
  if (kept === null || !kept.versions.some(({ number }) => number === version)) return null;
  const saved = (await ctx.templates?.findVersion(templateId, version)) ?? null;
  return isDeepStrictEqual(saved, template) ? { templateId, name: kept.name, version } : null;
}
