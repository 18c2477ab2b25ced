import type { Pool } from 'pg';
import type { NotableEnd } from '#lib/shared/contract/answer-end.ts';
import type { Outcome, ShownOutcome } from '#lib/shared/contract/status.ts';
import { outcomeCondition } from './shown-outcome.ts';
import { createSql } from './sql.ts';
import { linesPerBlock } from './tally.ts';

/** Which lines to find, in ascending order: at most `limit` of those after `after`. */
export interface LineRange {
  readonly batchNumber: number;
  readonly after: number;
  readonly limit: number;
}

/** Lines whose current row has this outcome; those without any row are pending. */
export async function linesWithOutcome(
  pool: Pool,
  range: LineRange,
  outcome: ShownOutcome,
  untried: readonly number[],
): Promise<readonly number[]> {
  switch (outcome) {
    case 'succeeded':
      return readLines(pool, inBlocks(`b.succeeded > 0`, currentWith('succeeded')), range);
    case 'failed':
    case 'missing':
    case 'not_answered':
      return readLines(
        pool,
        `select line from result where batch_number = $1 and line > $2 and is_current and ${outcomeCondition(outcome, '$4')}
         order by line limit $3`,
        range,
        untried,
      );
    case 'pending':
      return readPending(pool, range);
  }
}

/** Lines whose current answer ended so. */
export async function linesWithEnd(pool: Pool, range: LineRange, ended: NotableEnd): Promise<readonly number[]> {
  return readLines(
    pool,
    `select line from result where batch_number = $1 and line > $2 and is_current and ended <> 'complete' and ended = '${ended}'
     order by line limit $3`,
    range,
  );
}

/** Lines of a cause. Of another outcome than the cause's own there are none. */
export async function linesWithCause(
  pool: Pool,
  { batchNumber, after, limit, outcome, untried }: CauseRange,
  causeId: string,
): Promise<readonly number[]> {
  if (outcome === 'pending') return [];
  const sql = createSql();
  const batch = sql.value(batchNumber);
  const isWanted = outcome === undefined ? '' : `and ${outcomeCondition(outcome, sql.value(untried))}`;
  const { rows } = await pool.query<{ line: number }>(
    `select line from result
     where cause_number = (select number from cause where batch_number = ${batch} and id = ${sql.value(causeId)})
       and is_current and line > ${sql.value(after)} ${isWanted}
     order by line limit ${sql.value(limit)}`,
    sql.values,
  );
  return rows.map(({ line }) => line);
}

interface CauseRange extends LineRange {
  readonly outcome?: ShownOutcome;
  readonly untried: readonly number[];
}

/** Requests of a retry that have no answer yet, and those that never had any. */
async function readPending(pool: Pool, range: LineRange): Promise<readonly number[]> {
  const [retried, unanswered] = await Promise.all([
    readLines(pool, `select line ${currentWith('pending')} order by line limit $3`, range),
    readLines(
      pool,
      inBlocks(
        'b.requests > b.pending + b.succeeded + b.failed + b.missing',
        `from request q where batch_number = $1 and line > $2
           and not exists (select from result r where r.batch_number = $1 and r.line = q.line)`,
      ),
      range,
    ),
  ]);
  return [...retried, ...unanswered].toSorted((a, b) => a - b).slice(0, range.limit);
}

function currentWith(outcome: Outcome): string {
  return `from result where batch_number = $1 and line > $2 and is_current and outcome = '${outcome}'`;
}

/**
 * Steps over blocks that hold nothing wanted. As many blocks as lines are enough, since each holds one; of the first,
 * it may lie before the cursor.
 */
function inBlocks(isWanted: string, source: string): string {
  return `
    select found.line from (
      select block from request_block b
      where batch_number = $1 and block >= $2 / ${linesPerBlock} and ${isWanted} order by block limit $3 + 1
    ) wanted cross join lateral (
      select line ${source} and line >= wanted.block * ${linesPerBlock} and line < (wanted.block + 1) * ${linesPerBlock}
      order by line limit $3
    ) found
    order by found.line limit $3`;
}

async function readLines(
  pool: Pool,
  text: string,
  { batchNumber, after, limit }: LineRange,
  ...others: readonly unknown[]
): Promise<number[]> {
  const { rows } = await pool.query<{ line: number }>(text, [batchNumber, after, limit, ...others]);
  return rows.map(({ line }) => line);
}
