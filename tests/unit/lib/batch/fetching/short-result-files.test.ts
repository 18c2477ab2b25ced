import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { deriveHold } from '#lib/record/status.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { failedLine, providerError, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

const minuteMs = 60_000;

interface Serving {
  /** What comes for a file; the whole of it by default. May throw. */
  readonly cut?: (whole: string, file: 'output' | 'errors', download: number) => string;
  /** Breaks off behind what came. */
  readonly end?: () => void;
  /** How an ended job is described. */
  readonly describe?: (job: ProviderJob) => Partial<ProviderJob>;
  /** The requests that fail. */
  readonly failing?: readonly string[];
}

interface Served {
  readonly job: JobRecord;
  readonly world: BatchWorld;
  readonly batchId: string;
  readonly downloads: { output: number; errors: number };
  readonly tookMs: number;
  readonly holds: string;
}

/** Runs a batch of six requests in one job to its end. */
async function served({
  cut = (whole) => whole,
  end = () => {},
  describe: change = () => ({}),
  failing = [],
}: Serving): Promise<Served> {
  const world = createBatchWorld();
  const { provider } = world;
  provider.limits = { ...provider.limits, maxRequestsPerJob: 6 };
  provider.answer = (request, number) =>
    failing.includes(request.customId)
      ? { errors: failedLine(request.customId, 500, 'server_error') }
      : succeed(request, number);
  const downloads = { output: 0, errors: 0 };
  const download = provider.downloadFile.bind(provider);
  provider.downloadFile = async function* (input) {
    const file = input.fileId.startsWith('output') ? 'output' : 'errors';
    downloads[file] += 1;
    const whole = Buffer.concat(await Array.fromAsync(download(input))).toString();
    for (const byte of Buffer.from(cut(whole, file, downloads[file]))) yield Uint8Array.of(byte);
    end();
  };
  const getJob = provider.getJob.bind(provider);
  let endedAt: number | null = null;
  provider.getJob = async (input) => {
    const job = await getJob(input);
    if (job.endedAt === null) return job;
    endedAt ??= world.clock.now().getTime();
    return { ...job, ...change(job) };
  };
  const batchId = await world.draft(6);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const holds = new Set<string>();
  const record = await world.run(batchId, {
    isEnough: (seen) => {
      const hold = deriveHold(seen);
      if (hold !== null) holds.add(`${hold.kind}: ${holdText(hold)}`);
      return false;
    },
  });
  const job = record.attempts[0]?.jobs[0];
  if (job === undefined || endedAt === null) throw new Error('The job has not ended.');
  const tookMs = world.clock.now().getTime() - endedAt;
  return { job, world, batchId, downloads, tookMs, holds: [...holds].join('\n') };
}

function counting(completed: number, failed: number): () => Partial<ProviderJob> {
  return () => ({ counts: { total: 6, completed, failed } });
}

function linesOf(text: string, from: number, to: number): string {
  return text.split('\n').slice(from, to).join('\n');
}

describe('a result file that ends too early', () => {
  test('within a line is fetched again, whatever is counted', async () => {
    const cut: Serving['cut'] = (whole, _file, download) =>
      download <= 3 ? whole.slice(0, whole.length / 2 - 10 * download) : whole;
    const { job, downloads, holds, world, batchId } = await served({ cut });
    expect(job).toMatchObject({ counts: { succeeded: 6 }, warnings: [], hold: null, troubles: { unreadable: null } });
    expect(downloads.output).toBe(4);
    expect(holds).toMatch(/^provider_down: Fake answered with .* a part of a file\. The next try follows by itself/);
    expect((await world.download(batchId, 'results.jsonl')).trimEnd().split('\n')).toHaveLength(6);
  });

  test('between two lines is fetched again where more is counted', async () => {
    const cut: Serving['cut'] = (whole, _file, download) => (download <= 2 ? `${linesOf(whole, 0, 3)}\n` : whole);
    const { job, downloads } = await served({ cut, describe: counting(6, 0) });
    expect(job).toMatchObject({ counts: { succeeded: 6 }, warnings: [] });
    expect(downloads).toEqual({ output: 3, errors: 0 });
  });

  test('is fetched again also where it is the file of the failures', async () => {
    const cut: Serving['cut'] = (whole, file, download) =>
      file === 'errors' && download === 1 ? `${linesOf(whole, 0, 1)}\n` : whole;
    const { job } = await served({ cut, describe: counting(4, 2), failing: ['r1', 'r2'] });
    expect(job).toMatchObject({ counts: { succeeded: 4, failed: 2 }, warnings: [] });
  });

  test('keeps what came of it when later ones bring less, or nothing', async () => {
    const cut: Serving['cut'] = (whole, _file, download) => {
      if (download === 1) return linesOf(whole, 0, 4);
      if (download === 2) return '<html>';
      if (download === 3) return linesOf(whole, 0, 2);
      throw providerError('not_found', false);
    };
    const { job, world, batchId } = await served({ cut, describe: counting(6, 0) });
    expect(job).toMatchObject({ counts: { succeeded: 4, missing: 2 }, output: { lines: 4 } });
    expect((await world.download(batchId, 'results.jsonl')).trimEnd().split('\n')).toHaveLength(4);
    const keys = await Array.fromAsync(world.storage.files.list?.(`batches/${batchId}/`) ?? []);
    expect(keys.filter((key) => key.includes('/output'))).toEqual([job.output?.key]);
  });

  test('is taken as it is after a quarter of an hour, with a warning', async () => {
    const cut: Serving['cut'] = (whole) => whole.slice(0, -10);
    const { job, tookMs, downloads } = await served({ cut });
    expect(job).toMatchObject({ counts: { succeeded: 5, missing: 1 }, hold: null });
    expect(job.warnings.map(jobWarningText)).toEqual([
      'The provider returned one line that cannot be read. Requests with no other answer count as missing.',
    ]);
    expect(tookMs).toBeGreaterThanOrEqual(15 * minuteMs);
    expect(tookMs).toBeLessThan(25 * minuteMs);
    expect(downloads.output).toBeLessThan(20);
  });
});

test.each([
  ['some of', 4],
  ['all', 6],
])(
  'a result file without end keeps what came of it, with a warning: the answers to %s its requests',
  async (_, answers) => {
    const end = (): void => {
      throw new ProviderError('It is too large.', {
        kind: 'unreadable',
        reason: 'file_too_large',
        mayHaveHappened: false,
      });
    };
    const { job } = await served({ cut: (whole) => `${linesOf(whole, 0, answers)}\n`, end });
    expect(job).toMatchObject({ counts: { succeeded: answers, missing: 6 - answers }, hold: null });
    expect(job.warnings.map(jobWarningText).join()).toMatch(
      /^Fake sent more than 1,175 MB for the result file output:/,
    );
  },
);

test('a result file named by something that is no id is no file, with a warning, and the other one is read', async () => {
  const { job } = await served({
    failing: ['r1'],
    describe: () => ({ errorFileId: null, oddFiles: ['errors'] }),
  });
  expect(job).toMatchObject({ counts: { succeeded: 5, missing: 1 }, hold: null });
  expect(job.warnings.map(jobWarningText)).toEqual([
    'Fake named the error file by something that is no file ID, so there is none to fetch.',
    'Fake has not given all of this job’s results, however often LangBatch asked. Requests without an answer count as missing.',
  ]);
});

describe('counts that are too high', () => {
  test('hold up the job for a quarter of an hour, then the files count', async () => {
    const { job, tookMs } = await served({ describe: counting(5, 4), failing: ['r1', 'r2', 'r3'], cut: dropLast });
    expect(job.counts).toEqual({ succeeded: 2, failed: 3, missing: 1 });
    expect(job.warnings.map(jobWarningText).join()).toMatch(
      /counts 5 succeeded and 4 failed of 6 .* The files count\./,
    );
    expect(tookMs).toBeGreaterThanOrEqual(15 * minuteMs);
    expect(tookMs).toBeLessThan(25 * minuteMs);
  });

  test('do not hold up a job whose files answer every request', async () => {
    const { downloads, tookMs } = await served({ describe: counting(9_000, 9_000) });
    expect(downloads.output).toBe(1);
    expect(tookMs).toBeLessThan(minuteMs);
  });
});

function dropLast(whole: string, file: 'output' | 'errors'): string {
  return file === 'output' ? whole.slice(0, whole.trimEnd().lastIndexOf('\n') + 1) : whole;
}

describe('a whole result file is fetched once', () => {
  test.each<[string, Serving]>([
    ['that has no line break at its end', { cut: (whole) => whole.trimEnd(), describe: counting(6, 0) }],
    ['beside an empty error file', { cut: emptyErrors, describe: withErrorFile }],
    ['of a job that counts failures and names no file of them', { describe: counting(6, 1) }],
    [
      'of a job that ran out of time',
      { cut: dropLast, describe: () => ({ status: 'expired', counts: { total: 6, completed: 5, failed: 0 } }) },
    ],
    [
      'of a job that was cancelled',
      { cut: dropLast, describe: () => ({ status: 'cancelled', counts: { total: 6, completed: 3, failed: 0 } }) },
    ],
    ['of a job that counts too little', { describe: counting(1, 0) }],
    ['of a job that counts nothing', {}],
  ])('%s', async (_name, serving) => {
    const { downloads, tookMs } = await served(serving);
    expect(downloads.output).toBe(1);
    expect(downloads.errors).toBeLessThanOrEqual(1);
    expect(tookMs).toBeLessThan(minuteMs);
  });
});

function emptyErrors(whole: string, file: 'output' | 'errors'): string {
  return file === 'errors' ? '' : whole;
}

function withErrorFile(job: ProviderJob): Partial<ProviderJob> {
  return { errorFileId: `errors:${job.id}`, counts: { total: 6, completed: 6, failed: 0 } };
}

describe('a completed job that names no file', () => {
  const unnamed = (looks: number, counts: ProviderJob['counts']): Serving['describe'] => {
    let seen = 0;
    return (job) => {
      seen += 1;
      return { counts, outputFileId: seen > looks ? job.outputFileId : null };
    };
  };

  test('and counts nothing is looked at again: its answers may be there a moment later', async () => {
    const { job, tookMs } = await served({ describe: unnamed(2, null) });
    expect(job).toMatchObject({ counts: { succeeded: 6 }, warnings: [], troubles: { unreadable: null } });
    expect(tookMs).toBeLessThan(minuteMs / 2);
  });

  test('is believed to have none after two minutes', async () => {
    const { job, tookMs } = await served({ describe: unnamed(Infinity, null) });
    expect(job).toMatchObject({ counts: { missing: 6 } });
    expect(tookMs).toBeGreaterThanOrEqual(2 * minuteMs);
    expect(tookMs).toBeLessThan(5 * minuteMs);
  });

  test('is looked at again also when its end, by its own clock, is long ago', async () => {
    const describeJob = unnamed(2, { total: 6, completed: 6, failed: 0 });
    const endedAt = new Date('2026-01-01T00:00:00Z');
    const { job } = await served({ describe: (seen) => ({ ...describeJob?.(seen), endedAt }) });
    expect(job.counts).toMatchObject({ succeeded: 6 });
  });

  test('is believed after some minutes when it says that there was nothing to answer', async () => {
    const { job, tookMs } = await served({ describe: unnamed(Infinity, { total: 6, completed: 0, failed: 0 }) });
    expect(job.counts).toMatchObject({ missing: 6 });
    expect(tookMs).toBeGreaterThanOrEqual(2 * minuteMs);
    expect(tookMs).toBeLessThan(10 * minuteMs);
  });

  test.each([
    ['no counts', null],
    ['counts of nothing', { total: 0, completed: 0, failed: 0 }],
    ['counts without an answer', { total: 6, completed: 0, failed: 0 }],
  ])('and comes with %s at first keeps its answers when both follow', async (_, counts) => {
    const { job } = await served({ describe: unnamed(2, counts) });
    expect(job.counts).toMatchObject({ succeeded: 6, missing: 0 });
  });
});

describe('a result file that holds lines of other requests', () => {
  const mixUp = (whole: string): string => whole.replaceAll('"custom_id":"r', '"custom_id":"other');

  test('is fetched again while the provider counts answers that are not in it', async () => {
    const { job, downloads } = await served({ cut: (whole, _, download) => (download === 1 ? mixUp(whole) : whole) });
    expect(job).toMatchObject({ counts: { succeeded: 6, missing: 0 }, warnings: [], hold: null });
    expect(downloads.output).toBe(2);
  });

  test('is used as it is after a quarter of an hour, with a warning', async () => {
    const { job, tookMs } = await served({ cut: mixUp });
    expect(job.counts).toEqual({ succeeded: 0, failed: 0, missing: 6 });
    expect(job.warnings.map(({ code }) => code)).toContain('unknown_custom_ids');
    expect(tookMs).toBeGreaterThanOrEqual(15 * minuteMs);
    expect(tookMs).toBeLessThan(40 * minuteMs);
  });

  test('beside all of its own is used at once', async () => {
    const { job, tookMs } = await served({ cut: (whole) => `${whole}${mixUp(whole)}` });
    expect(job.counts).toMatchObject({ succeeded: 6 });
    expect(tookMs).toBeLessThan(minuteMs);
  });
});
