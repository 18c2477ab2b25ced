import type { Context } from '#lib/contracts/context.ts';
import type { IndexedResult } from '#lib/contracts/request-index.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { Reconciliation } from './reconciliation.ts';

/** The result lines of both files of a job, as far as they are stored, each matched with its request. */
export async function* readResultRows(
  ctx: Context,
  job: JobRecord,
  reconciliation: Reconciliation,
): AsyncGenerator<readonly IndexedResult[]> {
  for (const file of ['output', 'errors'] as const) {
    const stored = job[file];
    if (stored === null) continue;
    for await (const results of reconciliation.readFile(
      file,
      ctx.files.read(stored.key, undefined, { reusesChunk: true }),
    )) {
      ctx.signal.throwIfAborted();
      if (results.length > 0) yield results;
    }
  }
}
