import type { Pool } from 'pg';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import type { LineRange } from './current-lines.ts';
import { outcomeCondition } from './shown-outcome.ts';
import type { Sql } from './sql.ts';

/** A query for requests within a batch that is known. */
export interface LineQuery extends LineRange, Omit<RequestQuery, 'after' | 'limit'> {
  /** The numbers of what `findUntriedCauses` finds. */
  readonly untried: readonly number[];
}

/** What outcome, cause and end ask of `q`, a request: all are those of its current row. */
export function rowConditions(
  sql: Sql,
  { batchNumber, outcome, causeId, ended, untried }: LineQuery,
): readonly string[] {
  const current = 'from result r where r.batch_number = q.batch_number and r.line = q.line and r.is_current';
  const conditions: string[] = [];
  if (causeId !== undefined) {
    const batch = sql.value(batchNumber);
    const cause = `(select number from cause where batch_number = ${batch} and id = ${sql.value(causeId)})`;
    conditions.push(`exists (select ${current} and r.cause_number = ${cause})`);
  }
  if (ended !== undefined) conditions.push(`exists (select ${current} and r.ended = '${ended}')`);
  if (outcome === 'pending') conditions.push(`not exists (select ${current} and r.outcome <> 'pending')`);
  else if (outcome !== undefined)
    conditions.push(`exists (select ${current} and ${outcomeCondition(outcome, sql.value(untried))})`);
  return conditions;
}

/** What outcome, cause and end ask of `b`, a block that can hold such requests. */
export function blockConditions({ outcome, causeId, ended }: LineQuery): readonly string[] {
  const conditions: string[] = [];
  if (ended !== undefined) conditions.push('b.succeeded > 0');
  if (causeId !== undefined) conditions.push('b.failed + b.missing > 0');
  if (outcome === 'pending') conditions.push('b.requests > b.succeeded + b.failed + b.missing');
  else if (outcome === 'not_answered') conditions.push('b.failed + b.missing > 0');
  else if (outcome !== undefined) conditions.push(`b.${outcome} > 0`);
  return conditions;
}

/** Lines of requests `q` that fulfil all conditions. */
export async function selectLines(
  pool: Pool,
  query: LineQuery,
  sql: Sql,
  ...conditions: readonly string[]
): Promise<readonly number[]> {
  const wanted = [
    `q.batch_number = ${sql.value(query.batchNumber)}`,
    `q.line > ${sql.value(query.after)}`,
    ...conditions,
    ...rowConditions(sql, query),
  ];
  const { rows } = await pool.query<{ line: number }>(
    `select q.line from request q where ${wanted.join(' and ')} order by q.line limit ${sql.value(query.limit)}`,
    sql.values,
  );
  return rows.map(({ line }) => line);
}
