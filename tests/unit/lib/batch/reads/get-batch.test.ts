import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import type { Actor } from '#lib/shared/contract/actor.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
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

test('people go by the names that they have now, and a batch is deleted by who made it or by an admin', async () => {
  const world = createBatchWorld();
  const jo = { kind: 'user', id: 'p2', name: 'Jo' } as const;
  const namesOf = (ids: readonly string[]) =>
    Promise.resolve(new Map(ids.filter((id) => id === 'p2').map((id) => [id, 'Joanna'])));
  const ids = { next: (prefix: string) => `${prefix}_of_jo` };
  const { batchId } = await createBatch(world.context({ actor: jo, ids }), {
    inputName: 'a.jsonl',
    content: Readable.from([Buffer.from('{}\n')]),
    isListed: true,
  });
  const seenBy = (actor: Actor, role: Role) => getBatch(world.context({ actor, role, namesOf }), { batchId });
  const view = await seenBy(jo, 'runner');
  expect(view).toMatchObject({ createdBy: { id: 'p2', name: 'Joanna' }, startedBy: null });
  expect(view.events[0]?.actor).toEqual({ ...jo, name: 'Joanna' });
  const other = { ...jo, id: 'p3' };
  const canRemove = async (actor: Actor, role: Role) => (await seenBy(actor, role)).actions.canRemove;
  expect([await canRemove(jo, 'viewer'), await canRemove(jo, 'runner')]).toEqual([false, true]);
  expect([await canRemove(other, 'runner'), await canRemove(other, 'admin')]).toEqual([false, true]);
  // As the verb says itself.
  await expect(removeBatch(world.context({ actor: other, role: 'runner' }), { batchId })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
