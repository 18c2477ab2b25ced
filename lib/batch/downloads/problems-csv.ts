import { readAllProblems } from '#lib/batch/reads/read-problems.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { describeProblem } from '#lib/shared/words/problem.ts';
import { byteOrderMark, csvRow } from './csv-row.ts';

const header = [
  'line',
  'custom_id',
  'severity',
  'code',
  'what is wrong',
  'how to fix it',
  'provider says',
  'param',
  'text',
];

/** One row a problem of the check, in the order of the lines. */
export async function* problemsCsv(ctx: Context, record: BatchRecord): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${byteOrderMark}${csvRow(header)}`);
  for await (const problems of readAllProblems(ctx, record)) {
    const rows = problems.map((problem) => {
      const { title, explanation, fix } = describeProblem(problem);
      return csvRow([
        problem.line ?? '',
        problem.customId ?? '',
        problem.severity,
        problem.code,
        `${title} ${explanation}`,
        fix,
        problem.message,
        problem.param ?? '',
        problem.excerpt?.text ?? '',
      ]);
    });
    yield Buffer.from(rows.join(''));
  }
}
