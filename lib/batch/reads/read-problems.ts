import { problemsKey } from '#lib/batch/store/file-keys.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { type JsonlLine, readLines } from '#lib/jsonl/read-lines.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { readProblemsInput } from '#lib/shared/contract/batch-queries.ts';
import type { Page } from '#lib/shared/contract/batch-view.ts';
import { problemSchema } from '#lib/shared/contract/problem-schema.ts';
import { type Problem, groupParam } from '#lib/shared/words/problem.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** A page of the problems that the check found, in the order of the lines; of one kind where `code` is given. */
export const readProblems = defineVerb({
  name: 'readProblems',
  right: 'see',
  audit: 'none',
  input: readProblemsInput,
  run,
});

async function run(
  ctx: Context,
  { batchId, code, param, after, limit }: Parsed<typeof readProblemsInput>,
): Promise<Page<Problem>> {
  const { record } = await getStoredBatch(ctx, batchId);
  const groups = record.check?.problemGroups.filter((group) => fits(group, code, param)) ?? [];
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const key = problemsKey(record.input);
  const items: Problem[] = [];
  const bytes = record.check?.endedAt == null || record.check.refusal !== null ? null : await ctx.files.size(key);
  const start = Number(after ?? 0);
  if (bytes === null || start >= bytes || total === 0) return { items, next: null, total };
  for await (const lines of readLines(ctx.files.read(key, { start }), { startOffset: start })) {
    for (const line of lines) {
      const problem = parseProblem(line, key);
      if (!fits({ code: problem.code, param: groupParam(problem) }, code, param)) continue;
      items.push(problem);
      if (items.length === limit)
        return { items, next: line.nextOffset >= bytes ? null : String(line.nextOffset), total };
    }
  }
  return { items, next: null, total };
}

/** All problems of a checked batch. */
export async function* readAllProblems(ctx: Context, { input }: BatchRecord): AsyncGenerator<readonly Problem[]> {
  const key = problemsKey(input);
  for await (const lines of readLines(ctx.files.read(key))) yield lines.map((line) => parseProblem(line, key));
}

function fits(
  group: { readonly code: string; readonly param: string | null },
  code?: string,
  param?: string | null,
): boolean {
  return (code === undefined || group.code === code) && (param === undefined || group.param === param);
}

function parseProblem(line: JsonlLine, key: string): Problem {
  const decoded = line.bytes === null ? null : decodeLine(line.bytes);
  const parsed = problemSchema.safeParse(decoded?.ok === true ? decoded.value : null);
  if (!parsed.success) throw damagedFile(key);
  return parsed.data;
}
