import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { findMissingReason } from '#lib/batch/results/find-missing-reason.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { failedLine, providerError, resultLine, succeed } from '#tests/fakes/fake-provider.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

interface Provided {
  /** How the ended job is described so long after its end. */
  readonly describe?: (job: ProviderJob, ageMs: number) => Partial<ProviderJob>;
  /** What comes for a file so long after the job's end. May throw. */
  readonly serve?: (
    whole: string,
    download: { readonly fileId: string; readonly ageMs: number; readonly number: number },
  ) => string;
  /** How often the setting has jobs looked at. */
  readonly pollMs?: number;
  /** How often the provider itself asks for that. */
  readonly ownPollMs?: number;
  readonly answerBytes?: number;
}

interface Settled {
  readonly job: JobRecord;
  readonly downloads: number;
  readonly tookMs: number;
}

/** Runs six requests in one job, of which r1 and r2 are refused, until all that came of it is collected. */
async function settled({
  describe: change = () => ({}),
  serve = (whole) => whole,
  ...given
}: Provided): Promise<Settled> {
  const world = createBatchWorld();
  const { provider, clock } = world;
  const ctx = world.context({ timing: { ...world.ctx.timing, pollMs: given.pollMs ?? world.ctx.timing.pollMs } });
  if (given.ownPollMs !== undefined) Object.assign(provider, { pollMs: given.ownPollMs });
  provider.limits = { ...provider.limits, maxRequestsPerJob: 6 };
  provider.answer = (request, number) => {
    if (['r1', 'r2'].includes(request.customId)) return { errors: failedLine(request.customId, 400, 'invalid_value') };
    if (given.answerBytes === undefined) return succeed(request, number);
    return { output: resultLine(request.customId, 200, { choices: [], text: 'x'.repeat(given.answerBytes) }) };
  };
  let endedAt: number | null = null;
  const ageMs = (): number => clock.now().getTime() - (endedAt ?? clock.now().getTime());
  const getJob = provider.getJob.bind(provider);
  provider.getJob = async (input) => {
    const job = await getJob(input);
    if (job.endedAt === null) return job;
    endedAt ??= clock.now().getTime();
    return { ...job, ...change(job, ageMs()) };
  };
  let downloads = 0;
  const download = provider.downloadFile.bind(provider);
  provider.downloadFile = async function* (input) {
    downloads += 1;
    const whole = Buffer.concat(await Array.fromAsync(download(input))).toString();
    yield Buffer.from(serve(whole, { fileId: input.fileId, ageMs: ageMs(), number: downloads }));
  };
  const batchId = await world.draft(6);
  await startBatch(ctx, { batchId, token: 'token-of-the-page' });
  const [job] = (await world.run(batchId, { ctx })).attempts[0]?.jobs ?? [];
  if (job === undefined) throw new Error('There is no job.');
  return { job, downloads, tookMs: ageMs() };
}

function counting(total: number, completed: number, failed: number): ProviderJob['counts'] {
  return { total, completed, failed };
}

const whole = { succeeded: 4, failed: 2, missing: 0 };
const endings = ['completed', 'expired', 'cancelled'] as const;
const lateCounts = [null, counting(0, 0, 0), counting(6, 0, 2)];

describe('an ended job that has not named all of its files is looked at again', () => {
  test.each(endings.flatMap((status) => lateCounts.map((counts) => ({ status, counts }))))(
    'where the error file comes first: $status, $counts',
    async ({ status, counts }) => {
      const { job } = await settled({
        describe: (_, ageMs) =>
          ageMs < 7 * secondMs ? { status, counts, outputFileId: null } : { status, counts: counting(6, 4, 2) },
      });
      expect(job).toMatchObject({ counts: whole, status, warnings: [], troubles: { unreadable: null } });
    },
  );

  test.each([null, counting(6, 4, 0), counting(6, 4, 2)])('where the output comes first: %j', async (counts) => {
    const { job } = await settled({
      describe: (_, ageMs) => (ageMs < 7 * secondMs ? { counts, errorFileId: null } : { counts: counting(6, 4, 2) }),
    });
    expect(job).toMatchObject({ counts: whole, warnings: [] });
  });

  test.each([
    ['completed', 2 * minuteMs - 100],
    ['expired', 20 * secondMs - 100],
    ['cancelled', 20 * secondMs - 100],
  ] as const)('until the wait is over, and then once more: %s, after %d ms', async (status, namedMs) => {
    const { job } = await settled({
      describe: (_, ageMs) => ({ status, ...(ageMs < namedMs ? { outputFileId: null, errorFileId: null } : {}) }),
    });
    expect(job.counts).toEqual(whole);
  });

  test.each(endings)('and is not waited for longer: %s', async (status) => {
    const { job, tookMs } = await settled({ describe: () => ({ status, outputFileId: null }) });
    expect(job.counts).toEqual({ succeeded: 0, failed: 2, missing: 4 });
    expect(tookMs).toBe(status === 'completed' ? 2 * minuteMs : 20 * secondMs);
    expect(job.warnings.map(({ code }) => code)).toEqual(status === 'completed' ? ['result_files_incomplete'] : []);
  });

  test('where it failed with a reason, but counts answers', async () => {
    const { job } = await settled({
      describe: (_, ageMs) => ({
        status: 'failed',
        providerStatus: 'failed',
        errors: [{ code: 'server_error', message: 'It stopped.', param: null, line: null }],
        counts: counting(6, 4, 2),
        ...(ageMs < 7 * secondMs ? { outputFileId: null, errorFileId: null } : {}),
      }),
    });
    expect(job.counts).toEqual(whole);
  });

  test('where it failed, and keeps the reason that comes later', async () => {
    const errors = [{ code: 'invalid_value', message: 'Bad file.', param: null, line: null }];
    const { job } = await settled({
      describe: (_, ageMs) => ({
        status: 'failed',
        providerStatus: 'failed',
        outputFileId: null,
        errorFileId: null,
        errors: ageMs < 7 * secondMs ? [] : errors,
      }),
    });
    expect(job).toMatchObject({ counts: { missing: 6 }, providerErrors: errors });
  });

  test('longer where it ended early but counts answers', async () => {
    const { job } = await settled({
      describe: (_, ageMs) => ({
        status: 'expired',
        counts: counting(6, 4, 2),
        ...(ageMs < minuteMs ? { outputFileId: null } : {}),
      }),
    });
    expect(job.counts).toEqual(whole);
  });

  test.each(endings.flatMap((status) => [2, 5].map((seconds) => ({ status, seconds }))))(
    'no shorter where the setting has it looked at every $seconds s: $status',
    async ({ status, seconds }) => {
      const { job } = await settled({
        pollMs: seconds * secondMs,
        describe: (_, ageMs) => ({
          status,
          ...(ageMs < 15 * secondMs ? { outputFileId: null, errorFileId: null } : {}),
        }),
      });
      expect(job.counts).toEqual(whole);
    },
  );

  test.each(endings)(
    'for a few seconds only where the provider itself is as fast as the sandbox: %s',
    async (status) => {
      const { tookMs } = await settled({ ownPollMs: secondMs, describe: () => ({ status, outputFileId: null }) });
      expect(tookMs).toBeLessThan(5 * secondMs);
    },
  );
});

describe('a result file that ends at a line end too early', () => {
  test.each([null, counting(0, 0, 0), counting(6, 1, 0), counting(6, 4, 2)])(
    'is fetched again, whatever is counted: %j',
    async (counts) => {
      const { job } = await settled({
        describe: () => ({ counts }),
        serve: (text, { number }) => (number === 1 ? text.slice(0, text.indexOf('\n') + 1) : text),
      });
      expect(job.counts).toEqual(whole);
    },
  );

  test('is fetched three times at most where nothing says that it is not whole', async () => {
    const { job, downloads, tookMs } = await settled({
      serve: (text, { fileId }) => (fileId.startsWith('output') ? text.slice(0, text.indexOf('\n') + 1) : text),
    });
    expect(job.counts).toEqual({ succeeded: 1, failed: 2, missing: 3 });
    expect(downloads).toBe(6);
    expect(tookMs).toBe(2 * minuteMs);
  });
});

describe('result files that cannot be had', () => {
  /** Fails in one way and another until then. */
  const failingFor =
    (forMs: number): Provided['serve'] =>
    (text, { fileId, ageMs, number }) => {
      if (fileId.startsWith('errors') || ageMs >= forMs) return text;
      throw providerError(number % 2 === 0 ? 'unreadable' : 'not_found', false);
    };

  test('are asked for once more when the wait is over', async () => {
    const { job } = await settled({ serve: failingFor(119 * minuteMs) });
    expect(job).toMatchObject({ counts: whole, warnings: [] });
  });

  test('are given up with a warning, and the other file is used', async () => {
    const { job, tookMs } = await settled({ serve: failingFor(Infinity) });
    expect(job.counts).toEqual({ succeeded: 0, failed: 2, missing: 4 });
    expect(job.warnings.map(({ code }) => code)).toEqual(['result_files_incomplete']);
    expect(findMissingReason(job, null).code, 'they may have been answered').toBe('given_up');
    expect(tookMs).toBeGreaterThanOrEqual(2 * 60 * minuteMs);
    expect(tookMs).toBeLessThan(2 * 60 * minuteMs + 6 * minuteMs);
  });
});

describe('lines of other requests', () => {
  const mixUp = (text: string): string => text.replaceAll('"custom_id":"r', '"custom_id":"other');

  test('are seen however long they are', async () => {
    const { job } = await settled({
      answerBytes: 70_000,
      serve: (text, { number }) => (number === 1 ? mixUp(text) : text),
      describe: () => ({ counts: counting(6, 4, 2) }),
    });
    expect(job).toMatchObject({ counts: whole, warnings: [] });
  });

  test('cost none of the own answers beside them when the file is gone afterwards', async () => {
    const { job } = await settled({
      describe: () => ({ counts: counting(6, 4, 2) }),
      serve: (text, { fileId, number }) => {
        if (fileId.startsWith('errors')) return text;
        if (number > 2) throw providerError('not_found', false);
        return text.replace('"custom_id":"r6', '"custom_id":"other6');
      },
    });
    expect(job.counts).toEqual({ succeeded: 3, failed: 2, missing: 1 });
  });

  test('do not take the place of fewer own answers', async () => {
    const { job } = await settled({
      describe: () => ({ counts: counting(6, 4, 2) }),
      serve: (text, { fileId, number }) => {
        if (fileId.startsWith('errors')) return text;
        const first = text.slice(0, text.indexOf('\n') + 1);
        return number === 1 ? `${first}${mixUp(first)}` : mixUp(text).repeat(3);
      },
    });
    expect(job.counts).toEqual({ succeeded: 1, failed: 2, missing: 3 });
  });
});
