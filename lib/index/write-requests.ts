import type { ClientBase, Pool } from 'pg';
import type { IndexedRequest } from '#lib/contracts/request-index.ts';
import type { CopyTarget } from '#lib/db/copy-rows.ts';
import { copyRows } from '#lib/db/copy-rows.ts';
import { escapeCustomId } from '#lib/jsonl/custom-id.ts';
import { withBatchLock } from './batch-lock.ts';
import { BlockSignatures } from './block-signature.ts';
import { blockOf } from './tally.ts';

/** See `RequestIndex.writeRequests`. Gives the number of rows. */
export function writeRequests(
  pool: Pool,
  batchId: string,
  groups: AsyncIterable<readonly IndexedRequest[]>,
): Promise<number> {
  return withBatchLock(pool, batchId, async ({ client, number }) => {
    await removeRows(client, number);
    const counts = new Map<number, number>();
    const signatures = new BlockSignatures();
    const count = await copyRows(client, copyTarget(number, counts, signatures), groups);
    await writeBlocks(client, number, counts, signatures);
    await client.query('update indexed_batch set attempts = 0 where number = $1', [number]);
    return count;
  });
}

/** See `RequestIndex.removeBatch`. */
export async function removeBatch(pool: Pool, batchId: string): Promise<void> {
  await withBatchLock(pool, batchId, async ({ client, number }) => {
    await removeRows(client, number);
    await client.query('delete from indexed_batch where number = $1', [number]);
  });
}

/**
 * Prepares what was written for searching: moves it from the list where new rows wait into the search tree, and tells
 * the planner how much there is. Autovacuum would do both, but only in a minute.
 */
export async function settleRequests(pool: Pool, count: number): Promise<void> {
  await pool.query(`select gin_clean_pending_list('request_custom_id_search')`);
  if (count >= rowsWorthAnalysing) await pool.query('analyze request');
}

const rowsWorthAnalysing = 10_000;

async function removeRows(client: ClientBase, batchNumber: number): Promise<void> {
  for (const table of ['request', 'result', 'request_block', 'request_signature', 'cause', 'ingest_checkpoint']) {
    await client.query(`delete from ${table} where batch_number = $1`, [batchNumber]);
  }
}

function copyTarget(
  batchNumber: number,
  counts: Map<number, number>,
  signatures: BlockSignatures,
): CopyTarget<IndexedRequest> {
  return {
    table: 'request',
    columns: ['byte_offset', 'batch_number', 'line', 'byte_length', 'custom_id_sha256', 'custom_id'],
    write(writer, { line, offset, length, customIdSha256, customId }) {
      const escapedId = escapeCustomId(customId);
      writer.int8(offset);
      writer.int4(batchNumber);
      writer.int4(line);
      writer.int4(length);
      writer.bytea(customIdSha256);
      writer.text(escapedId);
      counts.set(blockOf(line), (counts.get(blockOf(line)) ?? 0) + 1);
      signatures.add(line, escapedId);
    },
  };
}

async function writeBlocks(
  client: ClientBase,
  batchNumber: number,
  counts: ReadonlyMap<number, number>,
  allSignatures: BlockSignatures,
): Promise<void> {
  await client.query(
    'insert into request_block (batch_number, block, requests) select $1, * from unnest($2::int[], $3::int[])',
    [batchNumber, [...counts.keys()], [...counts.values()]],
  );
  const { blocks, signatures } = allSignatures.entries();
  await client.query(
    `insert into request_signature (batch_number, block, bits)
     select $1, block, ('x' || bits)::bit(8192) from unnest($2::int[], $3::text[]) as s(block, bits)`,
    [batchNumber, blocks, signatures],
  );
}
