import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { deriveHold } from '#lib/record/status.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';

type Counts = { readonly total: number; readonly completed: number; readonly failed: number } | null;

interface Served {
  readonly world: BatchWorld;
  readonly batchId: string;
  /** Downloads so far, of each file. */
  readonly downloads: { output: number; errors: number };
}

/**
 * A started batch of two requests whose result files come as `serve` says; what it returns null for is as it
 * should be.
 */
async function served(
  serve: (file: 'output' | 'errors', download: number) => string | null,
  counts: Counts = null,
): Promise<Served> {
  const world = createBatchWorld();
  const downloads = { output: 0, errors: 0 };
  const { provider } = world;
  const download = provider.downloadFile.bind(provider);
  provider.downloadFile = async function* (input) {
    const file = input.fileId.startsWith('output') ? 'output' : 'errors';
    downloads[file] += 1;
    const text = serve(file, downloads[file]);
    if (text === null) yield* download(input);
    else for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
  };
  const getJob = provider.getJob.bind(provider);
  provider.getJob = async (input) => {
    const job = await getJob(input);
    return { ...job, errorFileId: job.outputFileId?.replace('output', 'errors') ?? null, counts };
  };
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  return { world, batchId, downloads };
}

const page = '<!doctype html>\n<title>502 Bad Gateway</title>\n';
const unreadable = [
  ['a web page', page],
  ['an error as JSON on several lines', '{\n  "error": {\n    "message": "Try again."\n  }\n}\n'],
  ['an error as JSON on one line', '{"error": {"message": "Try again.", "code": null}}'],
  ['text', 'upstream connect error or disconnect/reset before headers'],
  ['bytes that mean nothing', '\u0000\u0001\ufffd\n\u0002'],
  ['the job itself', '{"id": "batch_1", "object": "batch", "status": "completed"}'],
] as const;

describe('a result file in whose place something else comes', () => {
  test.each(unreadable)('such as %s is fetched again, and nothing is lost', async (_name, text) => {
    const { world, batchId, downloads } = await served((file, download) =>
      file === 'output' && download <= 4 ? text : null,
    );
    const holds = new Set<string>();
    const record = await world.run(batchId, {
      isEnough: (seen) => {
        const hold = deriveHold(seen);
        if (hold !== null) holds.add(`${hold.kind}: ${holdText(hold)}`);
        return false;
      },
    });
    expect(record.counts).toMatchObject({ succeeded: 2, failed: 0, missing: 0 });
    expect(downloads).toEqual({ output: 5, errors: 1 });
    expect(record.attempts[0]?.jobs[0]).toMatchObject({
      warnings: [],
      hold: null,
      failures: 0,
      troubles: { unreadable: null },
    });
    expect([...holds].join()).toMatch(/^provider_down: Fake answered with something .* The next try follows by itself/);
  });

  test('that it never stops sending ends in a warning after an hour', async () => {
    const { world, batchId, downloads } = await served((file) => (file === 'output' ? page : null));
    const startedAt = world.clock.now().getTime();
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ pending: 0, succeeded: 0, missing: 2 });
    expect(downloads.output).toBeLessThan(30);
    expect(downloads.errors).toBe(1);
    expect(record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText)).toEqual([
      'For more than an hour, Fake sent nothing readable for the result file output:batch_1. Requests with no other answer count as missing.',
      'The provider returned 2 lines that cannot be read. Requests with no other answer count as missing.',
    ]);
    expect(world.clock.now().getTime() - startedAt).toBeGreaterThanOrEqual(60 * 60_000);
  });

  test('keeps what the other file says', async () => {
    const { world, batchId } = await served((file) =>
      file === 'errors' ? `${failedLine('r2', 500, 'server_error')}\n` : page,
    );
    expect((await world.run(batchId)).counts).toMatchObject({ failed: 1, missing: 1 });
  });
});

describe('a file that is nothing but empty', () => {
  test.each(['', '\n', ' \r\n\r\n', '\ufeff'])('is fine as the error file of a success: %j', async (text) => {
    const { world, batchId, downloads } = await served((file) => (file === 'errors' ? text : null), {
      total: 2,
      completed: 2,
      failed: 0,
    });
    const record = await world.run(batchId);
    expect(record.counts).toMatchObject({ succeeded: 2 });
    expect(record.attempts[0]?.jobs[0]?.warnings).toEqual([]);
    expect(downloads).toEqual({ output: 1, errors: 1 });
  });

  test('is fetched again where the provider counts answers in it', async () => {
    const serve = (file: 'output' | 'errors', download: number): string | null =>
      file === 'errors' || download <= 2 ? '' : null;
    const { world, batchId, downloads } = await served(serve, { total: 2, completed: 2, failed: 0 });
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 2 });
    expect(downloads).toEqual({ output: 3, errors: 1 });
  });

  test('is believed after two minutes where nothing is counted', async () => {
    const { world, batchId, downloads } = await served(() => '', null);
    expect((await world.run(batchId)).counts).toMatchObject({ missing: 2 });
    expect(downloads).toEqual({ output: 3, errors: 3 });
  });
});

test('a broken line at the top of a file does not cost the lines below it', async () => {
  const { world, batchId, downloads } = await served((file) => {
    const lines = ['r1', 'r2'].map((customId) => succeed({ customId, text: '' }, 1).output);
    return file === 'output' ? `<!-- odd -->\n{"broken\n${lines.join('\n')}` : '';
  });
  expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 2 });
  expect(downloads).toEqual({ output: 1, errors: 1 });
});
