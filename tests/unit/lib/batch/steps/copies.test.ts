import { describe, expect, test } from 'vitest';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { convertError } from '#lib/providers/openai/convert-error.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

/** The answer to a create call gets lost, and the list shows two jobs of the part. */
async function madeTwice(): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  world.provider.disturb = (call, moment) => {
    if (call !== 'createJob' || moment !== 'after' || world.provider.jobs.length !== 1) return;
    const [job] = world.provider.jobs;
    if (job !== undefined) world.provider.jobs.push({ ...job, id: 'batch_copy' });
    throw providerError('unavailable', true);
  };
  return { world, batchId };
}

function refuseCancel(world: BatchWorld, status: number): void {
  const { disturb } = world.provider;
  world.provider.disturb = (call, moment) => {
    if (call === 'cancelJob' && moment === 'before') throw answered(status);
    disturb(call, moment);
  };
}

function answered(status: number): ProviderError {
  const thrown = Object.assign(new Error(`${status}`), { status, error: { message: 'No.' }, headers: new Headers() });
  return convertError(thrown, { name: 'Fake', baseUrl: 'https://api.example.com/v1', apiKey: '' });
}

describe('a job that was made twice', () => {
  test('is used, and its copy cancelled and told', async () => {
    const { world, batchId } = await madeTwice();
    const record = await world.run(batchId);
    expect(record.counts.succeeded).toBe(2);
    expect(record.attempts[0]?.jobs[0]).toMatchObject({
      providerId: 'batch_1',
      copies: [{ providerId: 'batch_copy', cancel: 'done' }],
    });
    expect(world.provider.jobs[1]?.status).toBe('cancelling');
    expect(record.events.filter(({ kind }) => kind === 'copy_found')).toHaveLength(1);
    expect(record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText)).toEqual([
      'Fake had made a second job of the same part, batch_copy. It was cancelled.',
    ]);
  });

  test.each([
    ['404', 404, 'done', 'so its answers are paid for too.'],
    ['403', 403, 'refused', 'Cancel it there, so that its answers are not paid for.'],
    ['405', 405, 'refused', 'Cancel it there, so that its answers are not paid for.'],
    ['501', 501, 'refused', 'Cancel it there, so that its answers are not paid for.'],
  ])('is used and collected though the cancel of its copy answers %s', async (_name, status, cancel, words) => {
    const { world, batchId } = await madeTwice();
    refuseCancel(world, status);
    const collected = await world.run(batchId, { isEnough: ({ counts }) => counts.succeeded === 2 });
    const beganAt = new Date(collected.attempts[0]?.startedAt ?? 0).getTime();
    expect(world.clock.now().getTime() - beganAt).toBeLessThan(5 * 60_000);
    const job = (await world.run(batchId)).attempts[0]?.jobs[0];
    expect(job?.copies.map((copy) => copy.cancel)).toEqual([cancel]);
    expect(job?.hold).toBeNull();
    expect(job?.warnings.map(jobWarningText).join(' ')).toContain(words);
  });

  test('and of which the provider knows nothing any more is told as gone', async () => {
    const { world, batchId } = await madeTwice();
    refuseCancel(world, 404);
    const getJob = world.provider.getJob.bind(world.provider);
    world.provider.getJob = (input) => (input.jobId === 'batch_copy' ? Promise.reject(answered(404)) : getJob(input));
    const job = (await world.run(batchId)).attempts[0]?.jobs[0];
    expect(job?.copies.map((copy) => copy.cancel)).toEqual(['done']);
    expect(job?.warnings.map(jobWarningText).join(' ')).toContain('batch_copy, which it no longer knows.');
  });

  test('and of which the provider knows nothing for some minutes only is cancelled', async () => {
    const { world, batchId } = await madeTwice();
    const knownAt = world.clock.now().getTime() + 10 * 60_000;
    const isHidden = (jobId: string): boolean => jobId === 'batch_copy' && world.clock.now().getTime() < knownAt;
    for (const call of ['getJob', 'cancelJob'] as const) {
      const ask = world.provider[call].bind(world.provider);
      world.provider[call] = (input) => (isHidden(input.jobId) ? Promise.reject(answered(404)) : ask(input));
    }
    await world.run(batchId);
    expect(world.provider.jobs[1]?.status).toBe('cancelling');
  });

  test.each([401, 403, 404])('keeps nobody from deleting the batch where the provider answers %d', async (status) => {
    const { world, batchId } = await madeTwice();
    await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.copies.length === 1 });
    world.provider.disturb = () => {
      throw answered(status);
    };
    await removeBatch(world.ctx, { batchId });
    const askedAt = world.clock.now().getTime();
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
    expect(world.clock.now().getTime() - askedAt).toBeLessThan(20 * 60_000);
  });

  test('is saved as found before its copy is touched', async () => {
    const { world, batchId } = await madeTwice();
    const cancelJob = world.provider.cancelJob.bind(world.provider);
    let providerId: string | null | undefined;
    world.provider.cancelJob = async (input) => {
      providerId = (await world.load(batchId)).attempts[0]?.jobs[0]?.providerId;
      return cancelJob(input);
    };
    await world.run(batchId);
    expect(providerId).toBe('batch_1');
  });
});
