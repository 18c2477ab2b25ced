import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { viewBatch } from '#lib/batch/reads/view-batch.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { deriveStatus } from '#lib/record/status.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { type Answer, failedLine, resultLine, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { readCsv } from '#tests/support/read-csv.ts';

let tokens = 0;
const newToken = (): string => `token-${String(++tokens).padStart(6, '0')}`;

async function finished(requests: number, answer: Answer): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  world.provider.answer = answer;
  const batchId = await world.draft(requests);
  await startBatch(world.ctx, { batchId, token: newToken() });
  await world.run(batchId);
  return { world, batchId };
}

const mixed: Answer = (request, jobNumber) => {
  switch (request.customId) {
    case 'r2':
      return { errors: failedLine('r2', 500, 'server_error') };
    case 'r3':
      return { errors: failedLine('r3', 400, 'invalid_value') };
    case 'r4':
      return {};
    default:
      return succeed(request, jobNumber);
  }
};

function customIds(jsonl: string): readonly string[] {
  return jsonl
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /"custom_id":"([^"]+)"/u.exec(line)?.[1] ?? '');
}

describe('retrying', () => {
  test('sends what has no success and may be cured, and leaves the rest out', async () => {
    const { world, batchId } = await finished(5, mixed);
    expect((await world.load(batchId)).counts).toEqual({ total: 5, pending: 0, succeeded: 2, failed: 2, missing: 1 });

    world.provider.answer = succeed;
    await expect(retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'curable' } })).resolves.toEqual({
      attempt: 2,
      requests: 2,
    });
    expect((await world.load(batchId)).counts).toEqual({ total: 5, pending: 2, succeeded: 2, failed: 1, missing: 0 });
    const record = await world.run(batchId);
    expect(record.counts).toEqual({ total: 5, pending: 0, succeeded: 4, failed: 1, missing: 0 });
    expect(world.provider.jobs.at(-1)?.requests.map((request) => request.customId)).toEqual(['r2', 'r4']);
  });

  test.each([
    ['unsuccessful', ['r2', 'r3', 'r4']],
    ['failed', ['r2', 'r3']],
    ['missing', ['r4']],
    ['incurable', ['r3']],
    ['all', ['r1', 'r2', 'r3', 'r4', 'r5']],
  ] as const)('the scope %s sends exactly its requests, byte for byte as in the input', async (kind, expected) => {
    const { world, batchId } = await finished(5, mixed);
    const input = await world.download(batchId, 'input.jsonl');
    await retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind } });
    await world.run(batchId);
    const sent = world.provider.jobs.slice(2).flatMap((job) => job.requests);
    expect(sent.map((request) => request.customId)).toEqual(expected);
    for (const { text } of sent) expect(input).toContain(`${text}\n`);
  });

  test.each([
    ['custom_ids', { kind: 'custom_ids', customIds: ['r4', 'r1', 'r4'] }],
    ['lines', { kind: 'lines', lines: [4, 1] }],
  ])('chosen %s are sent whatever became of them, in input order, without a request index', async (_name, scope) => {
    const { world, batchId } = await finished(5, mixed);
    expect(world.storage.index).toBeUndefined();
    await retryBatch(world.ctx, { batchId, token: newToken(), scope });
    await world.run(batchId);
    expect(world.provider.jobs.at(-1)?.requests.map((request) => request.customId)).toEqual(['r1', 'r4']);
  });

  test('a custom_id that the batch does not hold is named, and nothing is sent', async () => {
    const { world, batchId } = await finished(5, mixed);
    const before = await world.load(batchId);
    const retry = (customIds: readonly string[]): Promise<unknown> =>
      retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'custom_ids', customIds } });
    const unknown = retry(['r2', 'R2', 'a"b', 'r4']);
    await expect(unknown).rejects.toBeInstanceOf(InvalidInputError);
    await expect(unknown).rejects.toThrow('no request with the custom_id "R2", "a\\"b". Nothing was sent');
    const many = Array.from({ length: 12 }, (_, index) => `${'x'.repeat(200)}${index}`);
    await expect(retry(many)).rejects.toThrow(/^.{0,700} and 7 more\. Nothing was sent/u);
    expect(await world.load(batchId)).toEqual(before);
  });

  test('a cause needs the request index, and says so', async () => {
    const { world, batchId } = await finished(5, mixed);
    const retry = retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'cause', causeId: 'cause1' } });
    await expect(retry).rejects.toThrow('keeps no request index');
  });

  test('an earlier answer stays when a retry of everything fails', async () => {
    const { world, batchId } = await finished(3, succeed);
    const before = await world.download(batchId, 'results.jsonl');
    world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
    await retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'all' } });
    expect((await world.load(batchId)).counts.pending).toBe(3);
    expect((await world.run(batchId)).counts.succeeded).toBe(3);
    expect(await world.download(batchId, 'results.jsonl')).toBe(before);
  });

  test('while a retry runs results.jsonl keeps the earlier lines, and no view counts them as nothing', async () => {
    const { world, batchId } = await finished(5, mixed);
    const before = await world.download(batchId, 'results.jsonl');
    const viewed = async () => {
      const record = await world.load(batchId);
      const facts = {
        connection: null,
        limits: null,
        isInputStored: true,
        canRemove: true,
        isIndexWrong: false,
        places: new Map(),
        names: new Map(),
      };
      return viewBatch(record, facts).downloads.find(({ kind }) => kind === 'results.jsonl');
    };
    const bytes = Buffer.byteLength(before);
    expect(await viewed()).toEqual({ kind: 'results.jsonl', bytes, rows: 4 });
    await retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'all' } });
    expect(await world.download(batchId, 'results.jsonl')).toBe(before);
    expect(await viewed()).toEqual({ kind: 'results.jsonl', bytes, rows: null });
    await world.run(batchId);
    expect(await viewed()).toMatchObject({ rows: customIds(await world.download(batchId, 'results.jsonl')).length });
  });

  test('the same click twice makes one attempt, a stale page none', async () => {
    const { world, batchId } = await finished(5, mixed);
    const token = newToken();
    const click = { batchId, token, scope: { kind: 'curable' }, attemptsSeen: 1 };
    const [first, second] = await Promise.all([retryBatch(world.ctx, click), retryBatch(world.ctx, click)]);
    expect(second).toEqual(first);
    await world.run(batchId);
    expect((await world.load(batchId)).attempts).toHaveLength(2);
    await expect(retryBatch(world.ctx, { ...click, token: newToken() })).rejects.toThrow('was retried meanwhile');
  });

  test('sends as many requests as were shown, and none when it would be another number', async () => {
    const { world, batchId } = await finished(5, mixed);
    const before = await world.load(batchId);
    const retry = { batchId, token: newToken(), scope: { kind: 'curable' }, attemptsSeen: 1 };
    for (const [requestsSeen, shown] of [
      [1, '1 request was'],
      [3, '3 requests were'],
    ] as const) {
      const stale = retryBatch(world.ctx, { ...retry, requestsSeen });
      await expect(stale).rejects.toBeInstanceOf(WrongStateError);
      await expect(stale).rejects.toThrow(`This retry would send 2 requests now, and ${shown} shown. Nothing was sent`);
    }
    expect(await world.load(batchId)).toEqual(before);
    await expect(retryBatch(world.ctx, { ...retry, requestsSeen: 2 })).resolves.toEqual({ attempt: 2, requests: 2 });
    // The same click once more, whatever the batch has come to.
    await expect(retryBatch(world.ctx, { ...retry, requestsSeen: 2 })).resolves.toEqual({ attempt: 2, requests: 2 });
  });

  test('before the start, while running and with nothing to send it says so and changes nothing', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(2);
    const retry = { batchId, scope: { kind: 'curable' } };
    await expect(retryBatch(world.ctx, { ...retry, token: newToken() })).rejects.toThrow('has not been started');
    await startBatch(world.ctx, { batchId, token: newToken() });
    await expect(retryBatch(world.ctx, { ...retry, token: newToken() })).rejects.toThrow('still running');
    await world.run(batchId);
    await expect(retryBatch(world.ctx, { ...retry, token: newToken() })).rejects.toThrow('nothing to retry');
    expect((await world.load(batchId)).attempts).toHaveLength(1);
  });
});

describe('collecting', () => {
  test.each(['completed', 'expired', 'cancelled'] as const)(
    'both result files of a job that ended %s are collected',
    async (endStatus) => {
      const world = createBatchWorld();
      world.provider.endStatus = endStatus;
      world.provider.answer = mixed;
      const batchId = await world.draft(5);
      await startBatch(world.ctx, { batchId, token: newToken() });
      const record = await world.run(batchId);
      expect(deriveStatus(record)).toBe(endStatus);
      expect(record.counts).toEqual({ total: 5, pending: 0, succeeded: 2, failed: 2, missing: 1 });
    },
  );

  test.each([
    ['waited for while the counts tell of it', 2, { succeeded: 2, missing: 0 }],
    ['waited for no longer than two minutes', Infinity, { succeeded: 0, missing: 2 }],
  ])('a result file that an ended job does not name yet is %s', async (_name, unnamedLooks, counts) => {
    const world = createBatchWorld();
    const batchId = await world.draft(2);
    const getJob = world.provider.getJob.bind(world.provider);
    let looks = 0;
    world.provider.getJob = async (input) => {
      const job = await getJob(input);
      if (job.outputFileId === null) return job;
      looks += 1;
      const seen = { ...job, counts: { total: 2, completed: 2, failed: 0 } };
      return looks > unnamedLooks ? seen : { ...seen, outputFileId: null };
    };
    await startBatch(world.ctx, { batchId, token: newToken() });
    expect((await world.run(batchId)).counts).toMatchObject(counts);
    expect(looks).toBeLessThan(20);
  });

  test('a line counts by its own status code, not by the file it is in', async () => {
    const { world, batchId } = await finished(2, ({ customId }) =>
      customId === 'r1' ? { output: failedLine('r1', 500, 'server_error') } : { errors: resultLine('r2', 200, {}) },
    );
    expect((await world.load(batchId)).counts).toMatchObject({ succeeded: 1, failed: 1 });
  });

  test('of several lines for one request the success counts, and the page says what was odd', async () => {
    const { world, batchId } = await finished(2, (request) => ({
      output:
        request.customId === 'r1'
          ? `${failedLine('r1', 500, 'server_error')}\n${resultLine('r1', 200, {})}\n{"broken`
          : `${resultLine('r2', 200, {})}\n${failedLine('r2', 500, 'server_error')}\n${resultLine('stranger', 200, {})}`,
    }));
    const record = await world.load(batchId);
    expect(record.counts).toMatchObject({ succeeded: 2, failed: 0, missing: 0 });
    const warnings = record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText).join(' ');
    expect(warnings).toContain('that is not in part 1');
    expect(warnings).toContain('already had one');
    expect(warnings).toContain('cannot be read');
    expect(customIds(await world.download(batchId, 'results.jsonl'))).toEqual(['r1', 'r2']);
  });

  test('the results file has one line a request with any answer, in input order, as the provider sent it', async () => {
    const { world, batchId } = await finished(7, mixed);
    const results = await world.download(batchId, 'results.jsonl');
    expect(customIds(results)).toEqual(['r1', 'r2', 'r3', 'r5', 'r6', 'r7']);
    expect(results).toContain(`${failedLine('r3', 400, 'invalid_value')}\n`);
    expect(customIds(await world.download(batchId, 'failed-requests.jsonl'))).toEqual(['r2', 'r3', 'r4']);
    expect(customIds(await world.download(batchId, 'errors.jsonl'))).toEqual(['r2', 'r3', 'r4']);
    const rows = readCsv(await world.download(batchId, 'results.csv'));
    expect(rows.map(([customId, outcome]) => `${customId} ${outcome}`)).toEqual([
      'custom_id outcome',
      'r1 succeeded',
      'r2 failed',
      'r3 failed',
      'r4 missing',
      'r5 succeeded',
      'r6 succeeded',
      'r7 succeeded',
    ]);
  });
});

describe('removing', () => {
  test('a running batch is cancelled first, then nothing of it is left', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(7);
    await startBatch(world.ctx, { batchId, token: newToken() });
    const record = await world.run(batchId, { isEnough: ({ attempts }) => attempts[0]?.jobs[0]?.stage === 'sent' });
    await removeBatch(world.ctx, { batchId });
    await expect(world.run(batchId)).rejects.toThrow('There is no batch');
    expect(world.provider.jobs[0]?.status).toBe('cancelled');
    expect(await world.storage.files.size(record.input.key)).toBeNull();
  });

  test('a retry after a cancel is not cancelled with it', async () => {
    const { world, batchId } = await finished(3, mixed);
    await retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'unsuccessful' } });
    await cancelBatch(world.ctx, { batchId });
    expect((await world.run(batchId)).counts).toMatchObject({ pending: 0, failed: 2 });
    world.provider.answer = succeed;
    await retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'unsuccessful' } });
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 3, failed: 0 });
  });
});

describe('merging', () => {
  const fate = fc.constantFrom('succeeded', 'failed', 'missing');
  /** A retry may cure the failures of every other attempt. */
  const statusOf = (attempt: number): number => (attempt % 2 === 0 ? 500 : 400);
  const attempts = fc.array(fc.array(fate, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 4 });

  test('is a function of the attempts: newest success, else newest failure, else missing', async () => {
    await fc.assert(
      fc.asyncProperty(attempts, async (fates) => {
        const world = createBatchWorld();
        let attempt = 0;
        world.provider.answer = ({ customId }) => {
          const outcome = fates[attempt]?.[Number(customId.slice(1)) - 1];
          if (outcome === 'succeeded') return { output: resultLine(customId, 200, { attempt }) };
          return outcome === 'failed' ? { errors: failedLine(customId, statusOf(attempt), `attempt_${attempt}`) } : {};
        };
        const batchId = await world.draft(6);
        await startBatch(world.ctx, { batchId, token: newToken() });
        await world.run(batchId);
        for (attempt = 1; attempt < fates.length; attempt += 1) {
          await retryBatch(world.ctx, { batchId, token: newToken(), scope: { kind: 'all' } });
          await world.run(batchId);
        }
        const record = await world.load(batchId);
        const merged = await mergeOutcomes(world.ctx, record);
        expect(merged.counts).toEqual(record.counts);
        const isCurable = (line: number): boolean =>
          merged.outcomeOf(line) !== 'succeeded' && merged.standingOf(line).isCurable;
        expect(merged.select(isCurable)).toHaveLength(record.curable);
        const results = await world.download(batchId, 'results.jsonl');
        expect(Buffer.byteLength(results)).toBe(record.resultBytes);
        const lines = results.split('\n').filter((line) => line !== '');
        const expected = fates[0]?.flatMap((_, index) => {
          const own = fates.map((row) => row[index]);
          const success = own.lastIndexOf('succeeded');
          const failure = own.lastIndexOf('failed');
          if (success !== -1) return [resultLine(`r${index + 1}`, 200, { attempt: success })];
          return failure === -1 ? [] : [failedLine(`r${index + 1}`, statusOf(failure), `attempt_${failure}`)];
        });
        expect(lines).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });
});
