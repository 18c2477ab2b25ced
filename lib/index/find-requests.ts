import type { Pool } from 'pg';
import { hashCustomId } from '../jsonl/custom-id.ts';
import type { Page, RequestQuery } from '../shared/batch-view.ts';
import { findBatchNumber } from './batch-lock.ts';
import { countRequests } from './count-requests.ts';
import type { LineRange } from './current-lines.ts';
import { linesWithCause, linesWithOutcome } from './current-lines.ts';
import { searchPatterns } from './custom-id-pattern.ts';
import { readRows } from './read-rows.ts';
import type { IndexedRow } from './request-index.ts';
import { createSql } from './sql.ts';
import type { Sql } from './sql.ts';

/** See `RequestIndex.findRequests`. A cursor that is none begins at the first page. */
export async function findRequests(pool: Pool, batchId: string, query: RequestQuery): Promise<Page<IndexedRow>> {
  const batchNumber = await findBatchNumber(pool, batchId);
  if (batchNumber === null) return { items: [], next: null, total: 0 };
  const after = parseCursor(query.after);
  const found = await findLines(pool, { ...query, batchNumber, after, limit: query.limit + 1 });
  const lines = found.slice(0, query.limit);
  const items = await readRows(pool, batchNumber, lines);
  const next = found.length > query.limit ? String(lines.at(-1)) : null;
  const isWhole = after === 0 && next === null;
  return { items, next, total: isWhole ? items.length : await countRequests(pool, batchNumber, query) };
}

/** The last line of the page before; 0 on the first page. */
function parseCursor(after: string | undefined): number {
  const line = Number(after ?? 0);
  return Number.isSafeInteger(line) && line > 0 && line < 2 ** 31 ? line : 0;
}

interface LineQuery extends LineRange, Omit<RequestQuery, 'after' | 'limit'> {}

async function findLines(pool: Pool, query: LineQuery): Promise<readonly number[]> {
  if (query.customIds !== undefined) return findIds(pool, query, query.customIds);
  if (query.customId !== undefined && query.customId !== '') return searchIds(pool, query, query.customId);
  if (query.causeId !== undefined) return linesWithCause(pool, query, query.causeId);
  if (query.outcome !== undefined) return linesWithOutcome(pool, query, query.outcome);
  return select(pool, query, createSql());
}

function findIds(pool: Pool, query: LineQuery, customIds: readonly string[]): Promise<readonly number[]> {
  const sql = createSql();
  return select(pool, query, sql, `q.custom_id_sha256 = any(${sql.value(customIds.map(hashCustomId))}::bytea[])`);
}

/** The request with exactly this id if there is one, else those whose ids hold the text. */
async function searchIds(pool: Pool, query: LineQuery, text: string): Promise<readonly number[]> {
  const sql = createSql();
  const [exact] = await select(
    pool,
    { ...query, after: 0, limit: 1 },
    sql,
    `q.custom_id_sha256 = ${sql.value(hashCustomId(text))}`,
  );
  if (exact !== undefined) return exact > query.after ? [exact] : [];
  const { like, regularExpression } = searchPatterns(text);
  const search = createSql();
  // Where the stored form has escapes, the text could be found in the middle of one.
  const condition = `q.custom_id like ${search.value(like)}
    and (strpos(q.custom_id, '\\') = 0 or q.custom_id ~ ${search.value(regularExpression)})`;
  return select(pool, query, search, condition);
}

/** Outcome and cause are those of the request's current row. */
async function select(
  pool: Pool,
  query: LineQuery,
  sql: Sql,
  ...conditions: readonly string[]
): Promise<readonly number[]> {
  const batch = sql.value(query.batchNumber);
  const current = `from result r where r.batch_number = q.batch_number and r.line = q.line and r.is_current`;
  const wanted = [`q.batch_number = ${batch}`, `q.line > ${sql.value(query.after)}`, ...conditions];
  if (query.causeId !== undefined) {
    const cause = `(select number from cause where batch_number = ${batch} and id = ${sql.value(query.causeId)})`;
    wanted.push(`exists (select ${current} and r.cause_number = ${cause})`);
  }
  if (query.outcome === 'pending') wanted.push(`not exists (select ${current} and r.outcome <> 'pending')`);
  else if (query.outcome !== undefined) wanted.push(`exists (select ${current} and r.outcome = '${query.outcome}')`);
  const { rows } = await pool.query<{ line: number }>(
    `select q.line from request q where ${wanted.join(' and ')} order by q.line limit ${sql.value(query.limit)}`,
    sql.values,
  );
  return rows.map(({ line }) => line);
}
