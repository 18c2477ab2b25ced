import type { ClientBase } from 'pg';
import type { IndexedResult, JobReference } from '#lib/contracts/request-index.ts';
import { ConflictError, StorageError } from '#lib/errors.ts';
import type { LockedBatch } from './batch-lock.ts';

/** How far the result lines of a job are committed. */
export interface IngestCheckpoint {
  readonly batchNumber: number;
  /** Stands for the job in result rows. */
  readonly jobNumber: number;
  readonly rows: number;
  /** Of the last committed row; null when there is none. */
  readonly file: 'output' | 'errors' | null;
  readonly offset: number | null;
}

/** The checkpoint of a job, made when there is none. */
export async function readCheckpoint({ client, number }: LockedBatch, job: JobReference): Promise<IngestCheckpoint> {
  await client.query(
    `insert into ingest_checkpoint (batch_number, job_id, attempt) values ($1, $2, $3)
     on conflict (batch_number, job_id) do nothing`,
    [number, job.jobId, job.attempt],
  );
  const { rows } = await client.query<Omit<IngestCheckpoint, 'batchNumber' | 'offset'> & { offset: string | null }>(
    `select number as "jobNumber", rows, file, byte_offset as offset from ingest_checkpoint
     where batch_number = $1 and job_id = $2`,
    [number, job.jobId],
  );
  const [found] = rows;
  if (found === undefined) throw new StorageError(`The index has no place for job ${job.jobId}.`);
  return { ...found, batchNumber: number, offset: found.offset === null ? null : Number(found.offset) };
}

/**
 * Moves the checkpoint. Throws `ConflictError` when another writer has moved it meanwhile: its rows are the same,
 * so these are not needed.
 */
export async function moveCheckpoint(
  client: ClientBase,
  checkpoint: IngestCheckpoint,
  rows: readonly IndexedResult[],
): Promise<IngestCheckpoint> {
  const last = rows.at(-1);
  const moved = {
    ...checkpoint,
    rows: checkpoint.rows + rows.length,
    file: last?.file ?? null,
    offset: last?.offset ?? null,
  };
  const { rowCount } = await client.query(
    'update ingest_checkpoint set rows = $3, file = $4, byte_offset = $5 where number = $1 and rows = $2',
    [checkpoint.jobNumber, checkpoint.rows, moved.rows, moved.file, moved.offset],
  );
  if (rowCount !== 1) throw new ConflictError('Another worker is collecting the same job.');
  return moved;
}

/**
 * Leaves out the rows that are committed already. Throws `StorageError` when they differ from the ones that were
 * committed, as the places of those in the files would be wrong.
 */
export async function* skipCommitted(
  checkpoint: IngestCheckpoint,
  groups: AsyncIterable<readonly IndexedResult[]>,
): AsyncGenerator<readonly IndexedResult[], void> {
  let toSkip = checkpoint.rows;
  for await (const group of groups) {
    if (toSkip > 0 && toSkip <= group.length) assertSameRow(checkpoint, group[toSkip - 1]);
    if (toSkip < group.length) yield toSkip === 0 ? group : group.slice(toSkip);
    toSkip = Math.max(0, toSkip - group.length);
  }
  if (toSkip > 0) assertSameRow(checkpoint, undefined);
}

function assertSameRow({ file, offset }: IngestCheckpoint, row: IndexedResult | undefined): void {
  if (row?.file === file && row.offset === offset) return;
  throw new StorageError({ code: 'results_differ', facts: {} });
}
