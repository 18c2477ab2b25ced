import { expect, test } from 'vitest';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import type { CallFault } from '#lib/shared/contract/call-fault.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const fault: CallFault = {
  kind: 'unavailable',
  reason: 'no_batch_api',
  statusCode: 404,
  providerCode: null,
  providerMessage: null,
  retryAfterMs: null,
  systemCode: null,
  address: 'proxy.example.org/of-our-team/v1',
};

test('a call that failed tells only admins the path of its address', async () => {
  const world = createBatchWorld();
  const provider = 'Ours';
  const hold = {
    code: 'job_in_doubt',
    kind: 'job_in_doubt',
    since: '2026-11-28T12:00:00.000Z',
    facts: { provider, part: 1, listFault: fault },
  } as const;
  const refusal = { code: 'call_refused', facts: { provider, fault } } as const;
  const jobs = [makeJob('j1', { hold }), makeJob('j2', { refusal })];
  await world.ctx.storage.saveBatch(makeBatch('b1', { attempts: [makeAttempt(1, jobs)] }), 0);
  const seenBy = async (role: Role) => {
    const { actions: _actions, ...shown } = await getBatch(world.context({ role }), { batchId: 'b1' });
    return JSON.stringify(shown);
  };
  const seenByAdmin = await seenBy('admin');
  // Of the batch, of its job in doubt, and of the one that was refused.
  expect(seenByAdmin.split('proxy.example.org/of-our-team/v1')).toHaveLength(4);
  for (const role of ['viewer', 'runner'] as const)
    expect(await seenBy(role)).toBe(seenByAdmin.replaceAll('proxy.example.org/of-our-team/v1', 'proxy.example.org'));
});
