import { isUniqueViolation } from '#lib/db/prisma-error.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { StorageError } from '#lib/errors.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import type { BatchRecord } from '#lib/record/record.ts';

const maxLength = 2_000;

/**
 * Writes the keys of a record's attempts and jobs into the tables that keep them unique, and touches only
 * rows that have changed. Throws `StorageError` when a job is claimed twice, and nothing must be saved then.
 */
export async function writeConstraints(tx: PrismaTransaction, record: BatchRecord): Promise<void> {
  const keys = keysOf(record);
  try {
    // On its own and first: the tokens of what the record no longer names are free again.
    await removeGone(tx, record.id, keys);
    await writeKeys(tx, record, keys);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new StorageError(
      `A job of batch ${record.id} is claimed by another job or batch already, so nothing was saved. Report this as a bug.`,
      { cause: error },
    );
  }
}

/** As JSON texts, one array a table. */
interface Keys {
  readonly attempts: string;
  readonly jobs: string;
}

function keysOf({ attempts }: BatchRecord): Keys {
  const jobs = attempts.flatMap((attempt) => attempt.jobs);
  return {
    attempts: toJson(attempts.map(({ number, token }) => ({ number, token }))),
    jobs: toJson(jobs.map(({ id, token, providerId }) => ({ id, token, provider_id: providerId }))),
  };
}

async function removeGone(tx: PrismaTransaction, batchId: string, keys: Keys): Promise<void> {
  await tx.$executeRaw`
    with gone_attempts as (
      delete from attempt where batch_id = ${batchId}
        and number not in (select number from json_to_recordset(${keys.attempts}::json) as r(number int))
    )
    delete from job where batch_id = ${batchId}
      and id not in (select id from json_to_recordset(${keys.jobs}::json) as r(id text))`;
}

async function writeKeys(tx: PrismaTransaction, { id, connectionId }: BatchRecord, keys: Keys): Promise<void> {
  await tx.$executeRaw`
    with attempts as (
      insert into attempt (batch_id, number, token)
      select ${id}, number, token from json_to_recordset(${keys.attempts}::json) as r(number int, token text)
      on conflict (batch_id, number) do update set token = excluded.token where attempt.token <> excluded.token
    )
    insert into job (batch_id, connection_id, id, token, provider_id)
    select ${id}, ${connectionId}, r.* from json_to_recordset(${keys.jobs}::json) as r(
      id text, token text, provider_id text)
    on conflict (batch_id, id) do update set
      connection_id = excluded.connection_id, token = excluded.token, provider_id = excluded.provider_id
    where (job.connection_id, job.token, job.provider_id)
      is distinct from (excluded.connection_id, excluded.token, excluded.provider_id)`;
}

/** PostgreSQL cannot turn every JSON text into its own. */
function toJson(rows: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? storableText(value, maxLength) : value,
  );
}
