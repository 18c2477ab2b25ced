import { describe, expect, test } from 'vitest';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold } from '#lib/record/status.ts';
import { providerError, resultLine } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const gone = 'gone';

/** A started batch of two requests whose ended job looks as `seen` says, and whose files come as `serve` says. */
async function troubled(
  seen: (job: ProviderJob, look: number) => Partial<ProviderJob> | typeof gone,
  serve: (fileId: string, download: number) => string,
): Promise<{ readonly world: BatchWorld; readonly batchId: string }> {
  const world = createBatchWorld();
  const { provider } = world;
  const getJob = provider.getJob.bind(provider);
  let looks = 0;
  provider.getJob = async (input) => {
    const job = await getJob(input);
    const change = seen(job, (looks += 1));
    if (change === gone) throw providerError('not_found', false);
    return { ...job, ...change };
  };
  let downloads = 0;
  provider.downloadFile = async function* ({ fileId }) {
    const text = serve(fileId, (downloads += 1));
    if (text === gone) throw providerError('not_found', false);
    yield await Promise.resolve(Buffer.from(text));
  };
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId };
}

const both = { outputFileId: 'output', errorFileId: 'errors' };
const counts = { total: 2, completed: 1, failed: 1 };
const first = resultLine('r1', 200, {});
const second = resultLine('r2', 200, {});

function jobOf(record: BatchRecord): JobRecord | undefined {
  return record.attempts[0]?.jobs[0];
}

describe('whatever goes wrong with result files, a batch ends, and what came of them counts', () => {
  test('a page in the place of a cut file does not take the place of the answers in it', async () => {
    const page = `<html>\n${'<p>bad gateway</p>\n'.repeat(30)}</html>\n`;
    const cut = `${first}\n{"custom_id": "r2", "resp`;
    const { world, batchId } = await troubled(
      () => ({ outputFileId: 'output', counts: { total: 2, completed: 2, failed: 0 } }),
      (_, download) => (download === 1 ? cut : page),
    );
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 1, missing: 1 });
  });

  test('both files gone while the job is still listed', async () => {
    const { world, batchId } = await troubled(
      () => ({ ...both, counts }),
      () => gone,
    );
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ missing: 2 });
    expect(jobOf(record)?.warnings.filter(({ code }) => code === 'result_file_gone')).toHaveLength(2);
  });

  test('an output that stays cut and an error file that stays unknown', async () => {
    const { world, batchId } = await troubled(
      () => ({ ...both, counts }),
      (fileId) => (fileId === 'errors' ? gone : `${first}\n{"cus`),
    );
    const startedAt = world.clock.now().getTime();
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 1, missing: 1 });
    expect(world.clock.now().getTime() - startedAt).toBeLessThan(4 * 60 * 60_000);
  });

  test('a job that is forgotten before it has named its output: what it has named is kept when it is given up', async () => {
    const { world, batchId } = await troubled(
      (_, look) => (look === 1 ? { status: 'expired', outputFileId: null, errorFileId: 'errors', counts } : gone),
      () => `${second}\n`,
    );
    const held = await world.run(batchId, { isEnough: (each) => deriveHold(each)?.kind === 'job_in_doubt' });
    await resolveJob(world.ctx, { batchId, jobId: held.attempts[0]?.jobs[0]?.id, decision: 'give_up' });
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 1, missing: 1 });
  });

  test('trouble of one kind after the other', async () => {
    const kinds = [gone, '<p>no</p>\n', `${first}\n{"cus`];
    const { world, batchId } = await troubled(
      () => ({ ...both, counts }),
      (_, download) => kinds[download % 3] ?? gone,
    );
    const startedAt = world.clock.now().getTime();
    const record = await world.run(batchId);
    expect(record.counts.pending).toBe(0);
    expect(world.clock.now().getTime() - startedAt).toBeLessThan(6 * 60 * 60_000);
  });
});
