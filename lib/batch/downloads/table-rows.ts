import { readAllProblems } from '#lib/batch/reads/read-problems.ts';
import { assertWhole } from '#lib/batch/results/assert-whole.ts';
import { readRequestResults } from '#lib/batch/results/read-results.ts';
import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { readColumns } from '#lib/batch/store/table-files.ts';
import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { TableReading } from '#lib/record/table-record.ts';
import type { Cell } from '#lib/shared/contract/table.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { describeProblem, type Problem } from '#lib/shared/words/problem.ts';
import { type Blocks, type BlockSource, createBlockSource } from '#lib/streams/block-source.ts';
import { readRows } from '#lib/tables/rows/read-rows.ts';
import { answerHeadings } from '#lib/tables/template/answer-columns.ts';
import { tellApart } from '#lib/tables/template/tell-apart.ts';
import { createOutcomeCells, outcomeHeadings } from './outcome-cells.ts';
import type { ResultTable } from './result-cells.ts';

/** Rows that are made at once: as texts, lines take twice their bytes. */
const blockRows = 200;

/**
 * The table that a batch was made of with its results: its own columns, those of the answers, and what became of each
 * request. Null for a batch that was made of no table.
 */
export async function openTableRows(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number) => boolean,
): Promise<ResultTable | null> {
  const { made, reading } = record.table ?? {};
  if (made == null || reading == null) return null;
  const { template } = made;
  const own = await readColumns(ctx, record.id, reading);
  const headings = [...own, ...tellApart(own, [...answerHeadings(template), ...outcomeHeadings])];
  return { headings, open: () => tableRows(ctx, record, { template, reading, isWanted, columns: own.length }) };
}

interface Wanted {
  readonly template: Template;
  readonly reading: TableReading;
  readonly isWanted: (line: number) => boolean;
  /** Of the table itself. */
  readonly columns: number;
}

/** Line n of the input was made of row n of the table; a row whose line holds no request was left out. */
async function* tableRows(
  ctx: Context,
  record: BatchRecord,
  { template, reading, isWanted, columns }: Wanted,
): Blocks<readonly Cell[]> {
  const { rows: key } = tableKeys(record.id, reading.revision);
  const requests = createBlockSource(readRequestResults(ctx, record, isWanted));
  const problems = createBlockSource(readAllProblems(ctx, record));
  const whyLeftOut = createLeftOutReasons(problems);
  const { cellsOf, leftOut } = await createOutcomeCells(ctx, record, template);
  const seen = { rows: 0, wanted: 0, leftOut: 0 };
  let request = await requests.pull();
  let block: (readonly Cell[])[] = [];
  try {
    for await (const rows of readRows(ctx.files, key)) {
      for (const { cells } of rows) {
        const line = (seen.rows += 1);
        if (cells.length !== columns) throw damagedFile(key);
        if (!isWanted(line)) continue;
        seen.wanted += 1;
        if (request?.line === line) {
          block.push([...cells, ...(await cellsOf(request))]);
          request = requests.next() ?? (await requests.pull());
        } else {
          seen.leftOut += 1;
          block.push([...cells, ...leftOut(await whyLeftOut(line))]);
        }
        if (block.length < blockRows) continue;
        yield block;
        block = [];
      }
    }
    yield block;
    // What is left has no row: the table is not the one that the lines were made of.
    if (request !== null) throw damagedFile(key);
  } finally {
    await requests.close();
    await problems.close();
  }
  assertWhole(seen.rows, reading.rows);
  if (seen.wanted === seen.rows && seen.leftOut !== (record.check?.badLines ?? 0)) throw damagedFile(key);
}

/** Tells why lines were left out, asked in their order. */
function createLeftOutReasons(problems: BlockSource<Problem>): (line: number) => Promise<string | null> {
  return async (line) => {
    for (;;) {
      const [problem] = await problems.peek(1);
      if (problem === undefined || (problem.line !== null && problem.line > line)) return null;
      problems.next();
      if (problem.line === line && problem.severity === 'error') return describeProblem(problem).title;
    }
  };
}
