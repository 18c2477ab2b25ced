import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { AuditEntry } from '#lib/contracts/audit.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

/** A world whose transactions note what they keep, and forget what they do not. */
function notedWorld() {
  const world = createBatchWorld();
  const rows: AuditEntry[] = [];
  const ctx: Context = world.context({
    async transaction(work) {
      const written: AuditEntry[] = [];
      const audit = { write: (entry: AuditEntry) => Promise.resolve(void written.push(entry)) };
      const value = await work({ ...ctx, audit });
      rows.push(...written);
      return value;
    },
  });
  return { world, ctx, rows };
}

const token = 'token-of-the-page';

test('each command is noted once, in a few words, and the steps that follow from it are not', async () => {
  const { world, ctx, rows } = notedWorld();
  const content = Readable.from([Buffer.from('{}\n')]);
  const { batchId } = await createBatch(ctx, { inputName: 'a.jsonl', content, isListed: true });
  await renameBatch(ctx, { batchId, name: 'Capitals' });
  await world.run(batchId, { ctx });
  await removeBatch(ctx, { batchId });
  await removeBatch(ctx, { batchId });
  expect(rows).toEqual([
    {
      verb: 'createBatch',
      thing: { kind: 'batch', id: batchId, name: 'a' },
      after: 'name: a, file: a.jsonl (3 bytes), kept: yes',
    },
    {
      verb: 'renameBatch',
      thing: { kind: 'batch', id: batchId, name: 'Capitals' },
      before: 'name: a',
      after: 'name: Capitals',
    },
    { verb: 'removeBatch', thing: { kind: 'batch', id: batchId, name: 'Capitals' }, after: 'deletion: asked for' },
  ]);
});

test('a start asked for twice is noted once, with its connection by name', async () => {
  const { world, ctx, rows } = notedWorld();
  const batchId = await world.draft(3);
  await startBatch(ctx, { batchId, token, connectionId: 'connection1' });
  await startBatch(ctx, { batchId, token });
  await world.run(batchId, { ctx });
  expect(rows).toMatchObject([{ verb: 'startBatch', after: 'attempt: 1, requests: 3' }]);
});

test('what is refused, or changes nothing, is not noted', async () => {
  const { world, ctx, rows } = notedWorld();
  const batchId = await world.draft(3);
  await renameBatch(ctx, { batchId, name: (await world.load(batchId)).name });
  await expect(cancelBatch(ctx, { batchId })).rejects.toMatchObject({ code: 'wrong_state' });
  expect(rows).toEqual([]);
});
