import type { Pool } from 'pg';
import type { IndexedListQuery } from '#lib/contracts/request-index.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import type { BatchListItem, BatchSummary, Page } from '#lib/shared/contract/batch-view.ts';
import { type Hold, holdSchema } from '#lib/shared/contract/hold.ts';
import { type BatchGroup, type BatchStatus, type HoldKind, batchGroups } from '#lib/shared/contract/status.ts';
import { groupCondition } from './batch-groups.ts';
import { type Sql, createSql, escapeLike } from './sql.ts';

const maxSearchLength = 200;

interface StoredItem {
  readonly id: string;
  readonly name: string;
  readonly inputName: string;
  readonly status: BatchStatus;
  readonly holdKind: HoldKind | null;
  readonly hold: unknown;
  readonly total: number;
  readonly pending: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly missing: number;
  readonly shownPending: number;
  readonly shownSucceeded: number;
  readonly shownFailed: number;
  readonly shownMissing: number;
  readonly shownNotAnswered: number;
  readonly attemptRequests: number;
  readonly badLines: number;
  readonly isChecked: boolean;
  readonly refusal: BatchListItem['refusal'];
  readonly model: string | null;
  readonly connectionId: string | null;
  readonly connectionName: string | null;
  readonly connectionKind: string | null;
  readonly isCancelRequested: boolean;
  readonly startedById: string | null;
  readonly startedByName: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** See `RequestIndex.listBatches`. A cursor that is none begins at the first page. */
export async function listBatches(
  pool: Pool,
  workspaceId: string,
  query: IndexedListQuery,
  now: Date,
): Promise<Page<BatchListItem>> {
  const sql = createSql();
  const wanted = [`b.workspace_id = ${sql.value(workspaceId)}`, 'b.is_listed'];
  if (query.status !== undefined) wanted.push(statusCondition(query.status, sql, now));
  if (query.connectionId !== undefined) wanted.push(`b.connection_id = ${sql.value(query.connectionId)}`);
  if (query.startedBy !== undefined) {
    const id = sql.value(query.startedBy);
    wanted.push(`(b.started_by_id = ${id} or (b.started_by_id is null and b.created_by_id = ${id}))`);
  }
  const search = storableText(query.search?.trim() ?? '', maxSearchLength);
  if (search !== '') {
    const pattern = escapeLike(search);
    const part = sql.value(`%${pattern}%`);
    wanted.push(`(b.name ilike ${part} or b.input_name ilike ${part} or b.id like ${sql.value(`${pattern}%`)})`);
  }
  const count = pool.query<{ total: number }>(
    `select count(*)::int as total from batch b where ${wanted.join(' and ')}`,
    [...sql.values],
  );
  const cursor = parseCursor(query.after);
  if (cursor !== null) {
    wanted.push(`(b.created_at, b.id) < (${sql.value(cursor.createdAt)}::timestamptz, ${sql.value(cursor.id)})`);
  }
  const page = pool.query<StoredItem>(
    `select b.id, b.name, b.input_name as "inputName", b.status, b.hold_kind as "holdKind", b.hold,
       b.total, b.pending, b.succeeded, b.failed, b.missing,
       b.shown_pending as "shownPending", b.shown_succeeded as "shownSucceeded", b.shown_failed as "shownFailed",
       b.shown_missing as "shownMissing", b.shown_not_answered as "shownNotAnswered", b.attempt_requests as "attemptRequests", b.bad_lines as "badLines",
       b.is_checked as "isChecked", b.refusal, b.model, b.is_cancel_requested as "isCancelRequested",
       b.created_at as "createdAt", b.started_at as "startedAt", b.ended_at as "endedAt",
       b.started_by_id as "startedById", coalesce(p.name, b.started_by_name) as "startedByName",
       c.id as "connectionId", c.name as "connectionName", c.kind as "connectionKind"
     from batch b left join connection c on c.id = b.connection_id and c.workspace_id = b.workspace_id
       left join person p on p.id = b.started_by_id
     where ${wanted.join(' and ')}
     order by b.created_at desc, b.id desc limit ${sql.value(query.limit + 1)}`,
    sql.values,
  );
  const [{ rows }, counted] = await Promise.all([page, count]);
  const items = rows.slice(0, query.limit).map(convertItem);
  const last = items.at(-1);
  const next = rows.length > query.limit && last !== undefined ? `${last.createdAt}_${last.id}` : null;
  return { items, next, total: counted.rows[0]?.total ?? null };
}

function statusCondition(status: NonNullable<IndexedListQuery['status']>, sql: Sql, now: Date): string {
  const group = batchGroups.find((each) => each === status);
  if (group === undefined) return `b.status = ${sql.value(status)}`;
  return groupCondition(group, sql, now);
}

function parseCursor(after: string | undefined): { createdAt: string; id: string } | null {
  const [, createdAt, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([^\0]+)$/u.exec(after ?? '') ?? [];
  if (createdAt === undefined || id === undefined || !isDay(createdAt)) return null;
  return { createdAt, id };
}

/** PostgreSQL refuses a 30th of February and a year 0, which `Date.parse` takes. */
function isDay(time: string): boolean {
  const timeMs = Date.parse(time);
  return timeMs > 0 && new Date(timeMs).toISOString() === time;
}

function convertItem(row: StoredItem): BatchListItem {
  const { total, pending, succeeded, failed, missing } = row;
  return {
    id: row.id,
    name: row.name,
    inputName: row.inputName,
    status: row.status,
    hold: row.holdKind === null ? null : parseHold(row.holdKind, row.hold),
    counts: { total, pending, succeeded, failed, missing },
    shownCounts: {
      total,
      pending: row.shownPending,
      succeeded: row.shownSucceeded,
      failed: row.shownFailed,
      missing: row.shownMissing,
      notAnswered: row.shownNotAnswered,
    },
    attemptRequests: row.attemptRequests,
    badLines: row.badLines,
    isChecked: row.isChecked,
    refusal: row.refusal,
    model: row.model,
    connection:
      row.connectionId === null || row.connectionName === null || row.connectionKind === null
        ? null
        : { id: row.connectionId, name: row.connectionName, kind: row.connectionKind },
    isCancelRequested: row.isCancelRequested,
    startedBy:
      row.startedById === null || row.startedByName === null ? null : { id: row.startedById, name: row.startedByName },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** See `RequestIndex.summarizeBatches`. */
export async function summarizeBatches(pool: Pool, workspaceId: string, now: Date): Promise<BatchSummary> {
  const sql = createSql();
  const isIn = (group: BatchGroup): string => groupCondition(group, sql, now);
  const { rows } = await pool.query<BatchSummary>(
    `select
       count(*) filter (where ${isIn('running')})::int as running,
       coalesce(sum(b.shown_pending) filter (where ${isIn('running')}), 0)::int as "requestsToGo",
       count(*) filter (where ${isIn('waiting')})::int as waiting,
       count(*) filter (where ${isIn('needs_person')})::int as "needsPerson",
       count(*) filter (where ${isIn('with_failures')})::int as "finishedWithFailures"
     from batch b where b.workspace_id = ${sql.value(workspaceId)} and b.is_listed`,
    sql.values,
  );
  return rows[0] ?? { running: 0, requestsToGo: 0, waiting: 0, needsPerson: 0, finishedWithFailures: 0 };
}

/** A newer process may have saved a code that this one does not know. */
function parseHold(kind: HoldKind, stored: unknown): Hold {
  const parsed = holdSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const since = new Date(0).toISOString();
  return { kind, code: 'as_written', since, facts: { text: 'A newer version of LangBatch knows why.' } };
}
