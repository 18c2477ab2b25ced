import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { replaceInput } from '#lib/batch/commands/replace-input.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

const token = 'token-of-the-page';

async function replace(world: BatchWorld, batchId: string, ...ids: readonly string[]): Promise<void> {
  const content = Readable.from([Buffer.from(ids.map((id) => `${chatLine(id)}\n`).join(''))]);
  await replaceInput(world.ctx, { batchId, inputName: 'other.jsonl', content });
  await world.run(batchId);
}

test.each([
  ['more requests', ['x1', 'x2', 'x3']],
  ['as many requests', ['x1', 'x2']],
])('a start sends nothing of a file with %s that has taken the place of the one on the page', async (_name, ids) => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  const { input } = await world.load(batchId);
  const seen = { sha256: input.sha256, requests: 2 };
  await replace(world, batchId, ...ids);
  await expect(startBatch(world.ctx, { batchId, token, seen })).rejects.toThrow('was replaced meanwhile');
  expect((await world.load(batchId)).attempts).toEqual([]);

  const { sha256 } = (await world.load(batchId)).input;
  const started = await startBatch(world.ctx, { batchId, token, seen: { sha256, requests: ids.length } });
  expect(started.requests).toBe(ids.length);
  expect(await startBatch(world.ctx, { batchId, token, seen })).toEqual(started);
});

test('a start sends no other number of requests than the page had shown', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  const { sha256 } = (await world.load(batchId)).input;
  const start = startBatch(world.ctx, { batchId, token, seen: { sha256, requests: 1 } });
  await expect(start).rejects.toThrow('would send 2 requests now, and 1 request was shown');
});

test('a file that is replaced while a start looks whether its provider would accept the old one is not sent', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  const providers: Context['providers'] = {
    async forConnection() {
      await replace(world, batchId, 'x1');
      return world.provider;
    },
  };
  await expect(startBatch(world.context({ providers }), { batchId, token })).rejects.toThrow('was replaced meanwhile');
});
