// npm run db:rebuild-index -- <batch id>|--all, beside the running dashboard: judges the stored result files
// of ended batches again and writes the request index anew.
import { parseArgs } from 'node:util';
import { refreshBatch } from '#lib/batch/steps/refresh-batch.ts';
import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import { askForRefresh } from '#lib/batch/upkeep/ask-for-refresh.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, InvalidInputError, NotFoundError } from '#lib/errors.ts';
import { PrismaBatchStorage } from '#lib/langbatch/prisma-batch-storage.ts';
import { openContext, openSession } from '#lib/langbatch/session.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { all: { type: 'boolean' } } });

try {
  await using storage = new PrismaBatchStorage();
  const ctx = await openContext(openSession({ storage }));
  for (const batchId of await chooseBatches(ctx)) {
    await askForRefresh(ctx, batchId);
    const isDone = await refreshBatch(ctx, { batchId });
    console.log(
      `${batchId}: ${isDone ? 'rebuilt' : 'not rebuilt: it was never started, or it runs or is worked on and follows by itself'}`,
    );
  }
} catch (error) {
  if (!AppError.is(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function chooseBatches(ctx: Context): Promise<readonly string[]> {
  const [batchId] = positionals;
  if (values.all !== true && batchId !== undefined) {
    if ((await ctx.storage.loadBatch(batchId)) === null) throw new NotFoundError(`There is no batch ${batchId}.`);
    return [batchId];
  }
  if (values.all !== true) throw new InvalidInputError('Name a batch by its id, or add --all.');
  const ids: string[] = [];
  await forEachBatch(ctx, { openOnly: false }, async ({ id, attempts }) => {
    if (attempts.length > 0) ids.push(id);
    await Promise.resolve();
  });
  return ids;
}
