import { readInputRows } from '#lib/batch/parts/input-index.ts';
import { readManifest } from '#lib/batch/parts/manifest.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedRequest } from '#lib/contracts/request-index.ts';
import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { findMissingReason } from './find-missing-reason.ts';
import { readLineSelection } from './outcome-table.ts';
import { readResultRows } from './read-result-rows.ts';
import { createReconciliation } from './reconciliation.ts';

/**
 * Writes the request index of a checked batch anew, from its record and files. Does nothing where the storage
 * keeps none.
 */
export async function rebuildIndex(ctx: Context, record: BatchRecord): Promise<void> {
  const { index } = ctx.storage;
  if (index === undefined || record.check?.endedAt == null || record.check.refusal !== null) return;
  await index.writeRequests(record.id, indexedRequests(ctx, record));
  for (const attempt of record.attempts) {
    if (attempt.selectionKey !== null && attempt.isSplit)
      await index.openAttempt(record.id, attempt.number, await readLineSelection(ctx, attempt.selectionKey));
    for (const job of attempt.jobs) {
      if (job.stage !== 'collected') continue;
      const reference = { batchId: record.id, attempt: attempt.number, jobId: job.id };
      const manifest = await readManifest(ctx, job.manifestKey);
      const reconciliation = createReconciliation(manifest);
      await index.writeResults(reference, readResultRows(ctx, job, reconciliation));
      await index.writeMissing(reference, reconciliation.table.missingLines(), findMissingReason(job, manifest));
    }
  }
}

async function* indexedRequests(ctx: Context, record: BatchRecord): AsyncGenerator<readonly IndexedRequest[]> {
  for await (const rows of readInputRows(ctx, record)) {
    yield rows.map(({ line, offset, length, customId }) => ({
      line,
      offset,
      length,
      customId,
      customIdSha256: hashCustomId(customId),
    }));
  }
}
