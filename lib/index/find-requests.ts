import type { Pool } from 'pg';
import type { IndexedRow } from '#lib/contracts/request-index.ts';
import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import type { Page } from '#lib/shared/contract/batch-view.ts';
import type { RequestFilter } from '#lib/shared/contract/request-filter.ts';
import { findBatchNumber } from './batch-lock.ts';
import { countRequests } from './count-requests.ts';
import { linesWithCause, linesWithEnd, linesWithOutcome } from './current-lines.ts';
import { selectLines } from './line-query.ts';
import type { LineQuery } from './line-query.ts';
import { readRows } from './read-rows.ts';
import { searchCustomIds } from './search-custom-ids.ts';
import { findUntriedCauses } from './shown-outcome.ts';
import { createSql } from './sql.ts';

/** See `RequestIndex.findRequests`. A cursor that is none begins at the first page. */
export async function findRequests(pool: Pool, batchId: string, query: RequestQuery): Promise<Page<IndexedRow>> {
  const batchNumber = await findBatchNumber(pool, batchId);
  if (batchNumber === null) return { items: [], next: null, total: 0 };
  const after = parseCursor(query.after);
  const causes = await findUntriedCauses(pool, batchNumber, query.outcome);
  const untried = causes.map(({ number }) => number);
  const found = await findLines(pool, { ...query, batchNumber, untried, after, limit: query.limit + 1 });
  const lines = found.slice(0, query.limit);
  const items = await readRows(pool, batchNumber, lines);
  const next = found.length > query.limit ? String(lines.at(-1)) : null;
  const isWhole = after === 0 && next === null;
  return { items, next, total: isWhole ? items.length : await countRequests(pool, batchNumber, query, causes) };
}

/** Lines read at once: a million in one answer would take hundreds of megabytes. */
const linesPerRead = 20_000;

/** See `RequestIndex.linesMatching`. */
export async function linesMatching(pool: Pool, batchId: string, filter: RequestFilter): Promise<Uint32Array> {
  const batchNumber = await findBatchNumber(pool, batchId);
  const lines: number[] = [];
  if (batchNumber === null) return Uint32Array.from(lines);
  const untried = (await findUntriedCauses(pool, batchNumber, filter.outcome)).map(({ number }) => number);
  for (;;) {
    const range = { batchNumber, after: lines.at(-1) ?? 0, limit: linesPerRead };
    const found = await findLines(pool, { ...filter, ...range, untried });
    for (const line of found) lines.push(line);
    if (found.length < linesPerRead) return Uint32Array.from(lines);
  }
}

/** The last line of the page before; 0 on the first page. */
function parseCursor(after: string | undefined): number {
  const line = Number(after ?? 0);
  return Number.isSafeInteger(line) && line > 0 && line < 2 ** 31 ? line : 0;
}

function findLines(pool: Pool, query: LineQuery): Promise<readonly number[]> {
  const { customIds, customId = '', causeId, ended, outcome } = query;
  if (customIds !== undefined) return findIds(pool, query, customIds);
  if (customId !== '') return searchCustomIds(pool, query, customId);
  if (ended !== undefined) {
    const isPossible = causeId === undefined && (outcome === undefined || outcome === 'succeeded');
    return isPossible ? linesWithEnd(pool, query, ended) : Promise.resolve([]);
  }
  if (causeId !== undefined) return linesWithCause(pool, query, causeId);
  if (outcome !== undefined) return linesWithOutcome(pool, query, outcome, query.untried);
  return selectLines(pool, query, createSql());
}

function findIds(pool: Pool, query: LineQuery, customIds: readonly string[]): Promise<readonly number[]> {
  const sql = createSql();
  const isWanted = `q.custom_id_sha256 = any(${sql.value(customIds.map(hashCustomId))}::bytea[])`;
  return selectLines(pool, query, sql, isWanted);
}
