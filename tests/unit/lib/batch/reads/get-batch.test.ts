import { expect, test } from 'vitest';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { connectionLimits } from '#lib/wiring/connection-provider.ts';
import { createProviderRegistry } from '#lib/wiring/provider-registry.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

test('a read of a batch opens no key and makes no client, and still knows the limits of its connection', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(3);
  const keyReads: string[] = [];
  const refuse = (): never => {
    throw new Error('No provider is needed to show a batch.');
  };
  const connections = {
    ...world.ctx.connections,
    getSecrets: (id: string) => Promise.reject(new Error(`The key of ${keyReads.push(id)} connection was read.`)),
  };
  const providers = createProviderRegistry({
    connections,
    sandboxUrl: null,
    sandboxKey: refuse,
    createProvider: refuse,
    limitsOf: connectionLimits,
  });
  const view = await getBatch(world.context({ connections, providers }), { batchId });
  expect(view.connection?.name).toBe('Fake');
  expect(view.check?.jobs).toBe(1);
  expect(keyReads).toEqual([]);
});
