import type { PoolClient } from 'pg';
import { copyRows } from '#lib/db/copy-rows.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import type { LockedBatch } from './batch-lock.ts';
import type { ResultRow, RowOwner } from './result-rows.ts';
import { copyTargetOf, resultColumns } from './result-rows.ts';
import { Tally, linesPerBlock } from './tally.ts';

/** Which rows that the same attempt has already give way: all, or those without an answer. */
export type Replaces = 'all' | 'unanswered';

interface LineRange {
  readonly batchNumber: number;
  readonly first: number;
  readonly last: number;
}

const assignments = resultColumns.map((column) => `${column} = excluded.${column}`).join(', ');

const unanswered = `r.outcome in ('pending', 'missing')`;

const conditions: Readonly<Record<Replaces, string>> = { all: '', unanswered: `where ${unanswered}` };

/**
 * Merges rows with the ones that are there. Chooses the current row of each request again, and moves the counters
 * by the difference. A line may occur only once in `rows`.
 */
export async function mergeResults(
  batch: LockedBatch,
  owner: RowOwner,
  rows: readonly ResultRow[],
  replaces: Replaces,
): Promise<void> {
  const columns = resultColumns.join(', ');
  await changeRows(batch, owner, rows, async (client) => {
    await client.query(
      `insert into result as r (${columns}) select ${columns} from staged_result order by line
       on conflict (batch_number, line, attempt) do update set ${assignments} ${conditions[replaces]}`,
    );
  });
}

/** Removes the rows without an answer that an attempt has for the lines of `rows`; what counted before counts again. */
export async function removeUnanswered(batch: LockedBatch, owner: RowOwner, rows: readonly ResultRow[]): Promise<void> {
  await changeRows(batch, owner, rows, async (client, { batchNumber, first, last }) => {
    await client.query(
      `delete from result r using staged_result s
       where r.batch_number = $1 and r.line between $2 and $3 and r.line = s.line and r.attempt = $4 and ${unanswered}`,
      [batchNumber, first, last, owner.attempt],
    );
  });
}

/**
 * Stages rows, has the table changed by them, and brings the current rows and the counters of their lines up
 * to date.
 */
async function changeRows(
  { client }: LockedBatch,
  owner: RowOwner,
  rows: readonly ResultRow[],
  change: (client: PoolClient, range: LineRange) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query('create temporary table if not exists staged_result (like result) on commit delete rows');
  await client.query('truncate staged_result');
  await copyRows(client, copyTargetOf('staged_result', owner), [rows]);
  const range = findRange(owner.batchNumber, rows);
  const tally = new Tally();
  await count(client, range, tally, -1);
  await change(client, range);
  await chooseCurrent(client, range);
  await count(client, range, tally, 1);
  await tally.apply(client, owner.batchNumber);
}

/** The planner knows nothing of the staged lines: their range keeps it from reading the whole batch for them. */
function findRange(batchNumber: number, rows: readonly ResultRow[]): LineRange {
  let first = Number.MAX_SAFE_INTEGER;
  let last = 0;
  for (const { line } of rows) {
    first = Math.min(first, line);
    last = Math.max(last, line);
  }
  return { batchNumber, first, last };
}

/**
 * The declared order of outcomes is their rank: pending, succeeded, failed, missing; then the newest attempt.
 * It is the rule of `isBetter` in `lib/batch/results/best-answer.ts`.
 */
async function chooseCurrent(client: PoolClient, { batchNumber, first, last }: LineRange): Promise<void> {
  await client.query(
    `with choice as (
       select line, attempt, is_current,
         row_number() over (partition by line order by outcome, attempt desc) = 1 as is_best
       from result
       where batch_number = $1 and line between $2 and $3 and line in (select line from staged_result)
     )
     update result r set is_current = choice.is_best from choice
     where r.batch_number = $1 and r.line between $2 and $3 and r.line = choice.line and r.attempt = choice.attempt
       and choice.is_current <> choice.is_best`,
    [batchNumber, first, last],
  );
}

async function count(client: PoolClient, range: LineRange, tally: Tally, sign: 1 | -1): Promise<void> {
  const { rows } = await client.query<{ block: number; outcome: Outcome; cause_number: number | null; count: number }>(
    `select line / $4 as block, outcome, cause_number, count(*)::int as count from result
     where batch_number = $1 and line between $2 and $3 and is_current and line in (select line from staged_result)
     group by 1, 2, 3`,
    [range.batchNumber, range.first, range.last, linesPerBlock],
  );
  for (const row of rows) tally.add(row.block, row.outcome, row.cause_number, sign * row.count);
}
