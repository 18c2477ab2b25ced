import { expect, test } from 'vitest';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { ProviderJobError } from '#lib/contracts/provider.ts';
import { providerError, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { readCsv } from '#tests/support/read-csv.ts';

/** Code and message of each request in errors.jsonl, after the same was found in results.csv. */
async function reasonsOf(world: BatchWorld, batchId: string): Promise<readonly (readonly [string, string])[]> {
  const rows = readCsv(await world.download(batchId, 'results.csv')).slice(1);
  const lines = (await world.download(batchId, 'errors.jsonl')).trimEnd().split('\n');
  const found = lines.map((line) => {
    const [, id = '', code = '', message = ''] =
      /"custom_id":"([^"]*)".*"error":\{"code":"([^"]*)","message":"(.*)"\}\}$/.exec(line) ?? [];
    return { id, code, message };
  });
  expect(rows.map(([id, outcome, , , , code, message]) => ({ id, outcome, code, message }))).toEqual(
    found.map(({ id, code, message }) => ({ id, outcome: 'missing', code, message })),
  );
  return found.map(({ code, message }) => [code, message]);
}

/** Two requests with a blank line between them, of which nothing comes back. */
async function started(prepare: (world: BatchWorld) => void): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  world.provider.answer = () => ({});
  prepare(world);
  const batchId = await world.draft([chatLine('r1'), '', chatLine('r2')]);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  return { world, batchId };
}

function failWith(error: ProviderJobError) {
  return ({ provider }: BatchWorld): void => {
    const getJob = provider.getJob.bind(provider);
    provider.getJob = async (input) => ({ ...(await getJob(input)), status: 'failed', errors: [error] });
  };
}

test('a validation error names the line of the file and its custom_id, not the line of the part', async () => {
  const { world, batchId } = await started(
    failWith({ code: 'invalid_json_line', message: 'This line is not valid JSON.', param: null, line: 2 }),
  );
  const reason = ['invalid_json_line', 'Line 3 (custom_id r2): This line is not valid JSON.'];
  expect(await reasonsOf(world, batchId)).toEqual([reason, reason]);
});

test('a job that was refused as a whole gives the words of the provider, with and without a code', async () => {
  const { world, batchId } = await started(failWith({ code: null, message: 'Not found.', param: null, line: null }));
  expect(await reasonsOf(world, batchId)).toEqual(Array.from({ length: 2 }, () => ['refused', 'Not found.']));
});

test.each<[string, (world: BatchWorld) => void]>([
  ['whose job was given up while it was in doubt', failCreates],
  ['whose result file was given up', loseFiles],
])(
  'a request %s may have been answered: it is not said that it was never sent, or not billed',
  async (_name, prepare) => {
    const { world, batchId } = await started(prepare);
    const [job] = (await world.load(batchId)).attempts[0]?.jobs ?? [];
    if (job?.hold?.kind === 'job_in_doubt') {
      await resolveJob(world.ctx, { batchId, jobId: job.id, decision: 'give_up' });
      await world.run(batchId);
    }
    const reasons = await reasonsOf(world, batchId);
    expect(reasons.map(([code]) => code)).toEqual(['given_up', 'given_up']);
    expect(reasons[0]?.[1]).toContain('may have been answered there');
    expect(await world.load(batchId)).toMatchObject({ curable: 2, untried: { failed: 0, missing: 0 } });
  },
);

function failCreates({ provider }: BatchWorld): void {
  provider.disturb = (call, moment) => {
    if (call === 'createJob' && moment === 'before') throw providerError('unavailable', true);
  };
}

function loseFiles({ provider }: BatchWorld): void {
  provider.answer = succeed;
  provider.disturb = (call) => {
    if (call === 'downloadFile') throw providerError('not_found', false);
  };
}

test('a file that the provider refused is why its requests have no answer: no job ever ended', async () => {
  const { world, batchId } = await started(({ provider }) => {
    provider.uploadFile = () =>
      Promise.reject(providerError('rejected', false, { code: 'invalid_file', message: 'Must be utf-8 encoded' }));
  });
  expect(await reasonsOf(world, batchId)).toEqual(
    Array.from({ length: 2 }, () => ['invalid_file', 'Must be utf-8 encoded']),
  );
});

test.each([
  ['expired', 'batch_expired', /when the job’s 24 hours were over/],
  ['cancelled', 'cancelled', /when the job was cancelled/],
  ['completed', 'missing', /neither the answers nor the errors/],
] as const)('a job that ended %s without a line says so in words', async (endStatus, code, words) => {
  const { world, batchId } = await started(({ provider }) => {
    provider.endStatus = endStatus;
  });
  for (const [found, message] of await reasonsOf(world, batchId)) {
    expect(found).toBe(code);
    expect(message).toMatch(words);
  }
});
