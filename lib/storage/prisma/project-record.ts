import { isUniqueViolation } from '#lib/db/prisma-error.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { StorageError } from '#lib/errors.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import type { BatchRecord } from '#lib/record/record.ts';

const maxLength = 2_000;

/**
 * Writes attempts, jobs, files and new events of a record into their tables, in one statement that touches only the
 * rows that have changed, and removes jobs and files that the record no longer names. Throws `StorageError` when a job is claimed by another batch, and nothing must be saved then.
 */
export async function projectRecord(tx: PrismaTransaction, record: BatchRecord): Promise<void> {
  const { _max: newest } = await tx.event.aggregate({ where: { batchId: record.id }, _max: { seq: true } });
  const events = record.events.filter(({ seq }) => newest.seq === null || seq > newest.seq);
  try {
    await writeRows(tx, record, eventRows(events));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new StorageError(
      `A job of batch ${record.id} belongs to another batch already, so nothing was saved. Report this as a bug.`,
      { cause: error },
    );
  }
}

async function writeRows(tx: PrismaTransaction, record: BatchRecord, newEvents: readonly Row[]): Promise<void> {
  const [attempts, jobs, files] = [attemptRows(record), jobRows(record), fileRows(record)];
  await tx.$executeRaw`
    with
    attempts as (
      insert into attempt (batch_id, number, token, scope, requests, started_at, ended_at)
      select ${record.id}, r.* from json_to_recordset(${toJson(attempts)}::json) as r(
        number int, token text, scope text, requests int, started_at timestamptz, ended_at timestamptz)
      on conflict (batch_id, number) do update set requests = excluded.requests, ended_at = excluded.ended_at
      where (attempt.requests, attempt.ended_at) is distinct from (excluded.requests, excluded.ended_at)
    ),
    job_row as (
      select * from json_to_recordset(${toJson(jobs)}::json) as r(
        id text, attempt int, part int, token text, provider_id text, stage text, status text, provider_status text,
        requests int, sent_at timestamptz, ended_at timestamptz, collected_at timestamptz)
    ),
    file_row as (
      select * from json_to_recordset(${toJson(files)}::json) as r(key text, kind text, bytes bigint, sha256 text)
    ),
    gone_jobs as (
      delete from job where batch_id = ${record.id} and id not in (select id from job_row)
    ),
    gone_files as (
      delete from file where batch_id = ${record.id} and key not in (select key from file_row)
    ),
    jobs as (
      insert into job (batch_id, connection_id, id, attempt, part, token, provider_id, stage, status, provider_status,
        requests, sent_at, ended_at, collected_at)
      select ${record.id}, ${record.connectionId}, r.* from job_row r
      on conflict (batch_id, id) do update set
        connection_id = excluded.connection_id, provider_id = excluded.provider_id, stage = excluded.stage,
        status = excluded.status, provider_status = excluded.provider_status, sent_at = excluded.sent_at,
        ended_at = excluded.ended_at, collected_at = excluded.collected_at
      where (job.connection_id, job.provider_id, job.stage, job.status, job.provider_status, job.sent_at,
        job.ended_at, job.collected_at) is distinct from (excluded.connection_id, excluded.provider_id,
        excluded.stage, excluded.status, excluded.provider_status, excluded.sent_at, excluded.ended_at,
        excluded.collected_at)
    ),
    files as (
      insert into file (batch_id, key, kind, bytes, sha256)
      select ${record.id}, r.* from file_row r
      on conflict (batch_id, key) do update set bytes = excluded.bytes, sha256 = excluded.sha256
      where file.sha256 <> excluded.sha256
    )
    insert into event (batch_id, seq, at, actor_kind, actor_name, kind, data)
    select ${record.id}, r.* from json_to_recordset(${toJson(newEvents)}::json) as r(
      seq int, at timestamptz, actor_kind text, actor_name text, kind text, data json)`;
}

function attemptRows(record: BatchRecord): Row[] {
  return record.attempts.map((attempt) => ({
    number: attempt.number,
    token: attempt.token,
    scope: attempt.scope,
    requests: attempt.requests,
    started_at: attempt.startedAt,
    ended_at: attempt.endedAt,
  }));
}

function jobRows(record: BatchRecord): Row[] {
  return record.attempts.flatMap((attempt) =>
    attempt.jobs.map((job) => ({
      id: job.id,
      attempt: attempt.number,
      part: job.part,
      token: job.token,
      provider_id: job.providerId,
      stage: job.stage,
      status: job.status,
      provider_status: job.providerStatus,
      requests: job.requests,
      sent_at: job.sentAt,
      ended_at: job.endedAt,
      collected_at: job.collectedAt,
    })),
  );
}

function fileRows(record: BatchRecord): Row[] {
  const files = record.attempts.flatMap(({ jobs }) =>
    jobs.flatMap((job) => [
      { kind: 'payload', file: job.payload },
      { kind: 'output', file: job.output },
      { kind: 'errors', file: job.errors },
    ]),
  );
  const found = new Map<string, Row>();
  for (const { kind, file } of [{ kind: 'input', file: record.input }, ...files]) {
    if (file !== null) found.set(file.key, { key: file.key, kind, bytes: file.bytes, sha256: file.sha256 });
  }
  return [...found.values()];
}

function eventRows(events: BatchRecord['events']): Row[] {
  return events.map(({ seq, at, actor, kind, data }) => ({
    seq,
    at,
    actor_kind: actor.kind,
    actor_name: actor.name,
    kind,
    data,
  }));
}

type Row = Readonly<Record<string, unknown>>;

/** PostgreSQL cannot turn every JSON text into its own. */
function toJson(rows: readonly Row[]): string {
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? storableText(value, maxLength) : value,
  );
}
