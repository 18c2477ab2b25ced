import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countRows } from '#lib/batch/parts/count-part.ts';
import { defaultJobLimits } from '#lib/batch/parts/job-limits.ts';
import { readManifest } from '#lib/batch/parts/manifest.ts';
import { writeParts } from '#lib/batch/parts/write-parts.ts';
import type { JobWork } from '#lib/batch/store/job-work.ts';
import type { HeldLease } from '#lib/batch/store/lease.ts';
import { cutPart } from '#lib/batch/token-limit/cut-part.ts';
import { loadTokenCounter } from '#lib/pricing/count-tokens.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

const signal = new AbortController().signal;
const count = await loadTokenCounter('gpt-4o-mini');

/** A part of these texts between two others. */
async function writeWhole(
  world: BatchWorld,
  texts: readonly string[],
): Promise<{ record: BatchRecord; job: JobRecord }> {
  const { ctx } = world;
  const lines = texts.map((text, index) => Buffer.from(chatLine(`r${index}`, text)));
  let offset = 0;
  const rows = lines.map(({ length }, index) => {
    const row = { line: index * 2 + 1, customId: `r${index}`, offset, length, embeddingInputs: 0 };
    offset += length + 2;
    return row;
  });
  await ctx.files.write('input', Readable.from([Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\r\n')]))]));
  const source = { key: 'input', rows: countRows(ctx, 'input', Readable.from([rows]), count) };
  const [job] = await writeParts(ctx, {
    batchId: 'b',
    firstPart: 2,
    requests: texts.length,
    source,
    limits: defaultJobLimits,
    signal,
  });
  if (job === undefined) throw new Error('A part was to be written.');
  const [before, after] = [makeJob('before', { part: 1 }), makeJob('after', { part: 3 })];
  return { record: makeBatch('b', { attempts: [makeAttempt(1, [before, job, after])] }), job };
}

/** Work under a lease that saves as `save` does. */
function workOn(world: BatchWorld, jobId: string, record: BatchRecord, save: HeldLease['save']): JobWork {
  const lease = {
    signal,
    record: structuredClone(record),
    save,
    reload: () => save((draft) => structuredClone(draft)),
  };
  return { ctx: world.ctx, lease, provider: world.provider, jobId };
}

async function read(world: BatchWorld, key: string): Promise<string> {
  return Buffer.concat(await Array.fromAsync(world.ctx.files.read(key))).toString();
}

test('cutting a part then joining the pieces is the identity, each piece fits unless it is one request', async () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 2, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 0, max: 200 }), async (contents, mostTokens) => {
      const world = createBatchWorld();
      const { record, job } = await writeWhole(world, contents);
      fc.pre(job.tokens !== null && job.tokens > mostTokens);
      const whole = { payload: await read(world, job.payload.key), manifest: await read(world, job.manifestKey) };
      const save = <T>(change: (draft: BatchRecord) => T): Promise<T> => Promise.resolve(change(record));
      await cutPart(workOn(world, job.id, record, save), mostTokens);

      const [first, ...rest] = record.attempts[0]?.jobs ?? [];
      const pieces = rest.slice(0, -1);
      expect([first?.id, rest.at(-1)?.id]).toEqual(['before', 'after']);
      expect(pieces.map(({ part }) => part)).toEqual(pieces.map((_, index) => index + 4));
      expect((await Promise.all(pieces.map(({ payload }) => read(world, payload.key)))).join('')).toBe(whole.payload);
      expect((await Promise.all(pieces.map((piece) => read(world, piece.manifestKey)))).join('')).toBe(whole.manifest);
      expect(pieces.reduce((sum, { tokens }) => sum + (tokens ?? NaN), 0)).toBe(job.tokens);
      expect(pieces.filter(({ tokens, requests }) => requests > 1 && (tokens ?? NaN) > mostTokens)).toEqual([]);
      expect(await world.ctx.files.size(job.payload.key)).toBeNull();
      const last = pieces.at(-1);
      expect((await readManifest(world.ctx, last?.manifestKey ?? '')).lines.at(-1)).toBe(contents.length * 2 - 1);
    }),
    { numRuns: 60 },
  );
});

test('a part that was cancelled while it was cut stays as it is, and the pieces are thrown away', async () => {
  const world = createBatchWorld();
  const { record, job: whole } = await writeWhole(world, ['one', 'two']);
  const save = <T>(change: (draft: BatchRecord) => T): Promise<T> => {
    for (const job of record.attempts[0]?.jobs ?? []) if (job.id === whole.id) job.stage = 'ended';
    return Promise.resolve(change(record));
  };
  await cutPart(workOn(world, whole.id, record, save), 5);
  expect(record.attempts[0]?.jobs.map(({ id }) => id)).toEqual(['before', whole.id, 'after']);
  expect(await world.ctx.files.size(whole.payload.key)).not.toBeNull();
  const left = await Array.fromAsync(world.ctx.files.list?.('batches/b/') ?? []);
  expect(left.toSorted()).toEqual([whole.manifestKey, whole.payload.key]);
});
