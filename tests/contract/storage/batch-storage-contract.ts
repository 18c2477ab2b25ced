import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import { AppError, ConflictError } from '#lib/errors.ts';
import { providerError } from '#tests/fakes/fake-provider.ts';
import { makeAttempt, makeBatch, makeCheck, makeJob } from '#tests/support/batch-records.ts';
import { describeFileStore, inChunks, readWhole } from '../files/file-store-contract.ts';

/** Two instances on one empty store; what lives in one process alone gives the same instance twice. */
export type OpenTwice = () => Promise<readonly [BatchStorage, BatchStorage]>;

/** What every storage of batches keeps to, whatever it is made of. */
export function describeBatchStorage(name: string, openTwice: OpenTwice): void {
  describe(`${name} keeps to the storage contract`, () => {
    describeRecords(openTwice);
    describeCompareAndSet(openTwice);
    describeLists(openTwice);
    describeOddIds(openTwice);
    describeFilesOfTwo(openTwice);
  });
  describeFileStore(`the file store of ${name}`, async () => (await openTwice())[0].files);
}

function describeRecords(openTwice: OpenTwice): void {
  let storage: BatchStorage;
  beforeEach(async () => {
    [storage] = await openTwice();
  });

  it('gives back the record as it was saved, with the version', async () => {
    const record = makeBatch('b1', { attempts: [makeAttempt(1, [makeJob('j1'), makeJob('j2', { part: 2 })])] });
    expect(await storage.saveBatch(record, 0)).toBe(1);
    expect(await storage.loadBatch('b1')).toEqual({ record, version: 1 });
    const changed = { ...record, name: 'Another name' };
    expect(await storage.saveBatch(changed, 1)).toBe(2);
    expect(await storage.loadBatch('b1')).toEqual({ record: changed, version: 2 });
  });

  it('keeps NUL, lone surrogates, line breaks and emoji in every text', async () => {
    const odd = 'a\0b \ud83d \udc00 \u2028\r\n "q" \\ 😀';
    const record = makeBatch('b1', {
      name: odd,
      input: { ...makeBatch('b1').input, name: odd },
      hold: { kind: 'refused', code: 'as_written', since: '2026-11-21T12:00:00.000Z', facts: { text: odd } },
      attempts: [
        makeAttempt(1, [
          makeJob('j1', {
            providerStatus: odd,
            providerErrors: [{ code: odd, message: odd, param: odd, line: 1 }],
            refusal: {
              code: 'call_refused',
              facts: { provider: odd, fault: { ...providerError('rejected', false).fault, providerMessage: odd } },
            },
            warnings: [{ code: 'as_written', facts: { text: odd } }],
          }),
        ]),
      ],
      events: [
        {
          seq: 1,
          at: '2026-11-21T12:00:00.000Z',
          actor: { kind: 'user', id: 'you', name: odd },
          kind: 'created',
          data: { file: odd, bytes: null, defaultModel: odd },
        },
      ],
    });
    await storage.saveBatch(record, 0);
    expect((await storage.loadBatch('b1'))?.record).toEqual(record);
  });

  it('keeps a record of 200 jobs through many saves', async () => {
    const jobs = Array.from({ length: 200 }, (_, index) => makeJob(`j${index + 1}`, { part: index + 1 }));
    const record = makeBatch('b1', { attempts: [makeAttempt(1, jobs)] });
    for (let version = 0; version < 12; version += 1) {
      await storage.saveBatch({ ...record, failures: version }, version);
    }
    expect(await storage.loadBatch('b1')).toEqual({ record: { ...record, failures: 11 }, version: 12 });
  });

  it('shares no object with its callers', async () => {
    const record = makeBatch('b1');
    await storage.saveBatch(record, 0);
    record.name = 'changed after saving';
    const loaded = await storage.loadBatch('b1');
    expect(loaded?.record.name).toBe('Batch b1');
    if (loaded !== null) loaded.record.name = 'changed after loading';
    expect((await storage.loadBatch('b1'))?.record.name).toBe('Batch b1');
  });

  it('knows nothing of a batch that was never saved', async () => {
    expect(await storage.loadBatch('b1')).toBeNull();
  });

  it('removes a batch, and the next one with its id begins anew', async () => {
    const record = makeBatch('b1', { attempts: [makeAttempt(1, [makeJob('j1')])] });
    await storage.saveBatch(record, 0);
    await storage.saveBatch(record, 1);
    await storage.saveBatch(makeBatch('b2'), 0);
    await storage.removeBatch('b1');
    await storage.removeBatch('b1');
    expect(await storage.loadBatch('b1')).toBeNull();
    expect(await storage.listBatchIds({ limit: 10 })).toEqual(['b2']);
    await expect(storage.saveBatch(makeBatch('b1'), 2)).rejects.toThrow(ConflictError);
    expect(await storage.saveBatch(record, 0)).toBe(1);
    expect(await storage.loadBatch('b1')).toEqual({ record, version: 1 });
  });

  it('leaves the files of a batch whose record it removes', async () => {
    await storage.saveBatch(makeBatch('b1'), 0);
    await storage.files.write('batches/b1/input.jsonl', inChunks('content'));
    await storage.removeBatch('b1');
    expect(await storage.files.size('batches/b1/input.jsonl')).toBe(7);
  });
}

function describeCompareAndSet(openTwice: OpenTwice): void {
  let storage: BatchStorage;
  let other: BatchStorage;
  beforeEach(async () => {
    [storage, other] = await openTwice();
  });

  it('refuses to save over a version that the saver has not seen', async () => {
    await storage.saveBatch(makeBatch('b1'), 0);
    await storage.saveBatch(makeBatch('b1', { name: 'second' }), 1);
    for (const expected of [0, 1, 3]) {
      await expect(other.saveBatch(makeBatch('b1', { name: 'late' }), expected)).rejects.toThrow(ConflictError);
    }
    await expect(other.saveBatch(makeBatch('b2'), 1)).rejects.toThrow(ConflictError);
    expect(await storage.loadBatch('b1')).toMatchObject({ version: 2, record: { name: 'second' } });
    expect(await storage.loadBatch('b2')).toBeNull();
    expect(await storage.listBatchIds({ limit: 10 })).toEqual(['b1']);
  });

  it('lets exactly one of many savers win who started from the same version', async () => {
    await storage.saveBatch(makeBatch('b1'), 0);
    const names = Array.from({ length: 8 }, (_, number) => `saver ${number}`);
    const saved = await Promise.allSettled(
      names.map((each, number) => (number % 2 === 0 ? storage : other).saveBatch(makeBatch('b1', { name: each }), 1)),
    );
    const winners = names.filter((_, number) => saved[number]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(await storage.loadBatch('b1')).toMatchObject({ version: 2, record: { name: winners[0] } });
    expect(saved.flatMap((each) => (each.status === 'rejected' ? [AppError.is(each.reason)] : []))).toEqual(
      Array.from({ length: 7 }, () => true),
    );
  });

  it('lets exactly one of many makers of the same batch win', async () => {
    const makers = Array.from({ length: 8 }, (_, number) => (number % 2 === 0 ? storage : other));
    const saved = await Promise.allSettled(makers.map((each) => each.saveBatch(makeBatch('b1'), 0)));
    expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('sees at once what the other instance has saved and removed', async () => {
    await storage.saveBatch(makeBatch('b1', { name: 'from the first' }), 0);
    expect(await other.loadBatch('b1')).toMatchObject({ version: 1, record: { name: 'from the first' } });
    await other.saveBatch(makeBatch('b1', { name: 'from the second' }), 1);
    expect(await storage.loadBatch('b1')).toMatchObject({ version: 2, record: { name: 'from the second' } });
    await storage.removeBatch('b1');
    expect(await other.loadBatch('b1')).toBeNull();
    await expect(other.saveBatch(makeBatch('b1'), 2)).rejects.toThrow(ConflictError);
  });

  it('counts every change exactly once when many savers repeat theirs until nobody was faster', async () => {
    const savers = 6;
    const changes = 8;
    await storage.saveBatch(makeBatch('b1', { failures: 0 }), 0);
    const work = async (mine: BatchStorage): Promise<void> => {
      for (let done = 0; done < changes;) {
        const stored = await mine.loadBatch('b1');
        if (stored === null) throw new Error('The batch is gone.');
        const { record, version } = stored;
        try {
          expect(await mine.saveBatch({ ...record, failures: record.failures + 1 }, version)).toBe(version + 1);
          done += 1;
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: savers }, (_, number) => work(number % 2 === 0 ? storage : other)));
    const total = savers * changes;
    expect(await storage.loadBatch('b1')).toMatchObject({ version: total + 1, record: { failures: total } });
  });
}

function describeLists(openTwice: OpenTwice): void {
  let storage: BatchStorage;
  beforeEach(async () => {
    [storage] = await openTwice();
  });

  /** Batches b1 … b5, one minute apart, saved in another order; the odd ones still have to be checked. */
  async function saveFive(): Promise<void> {
    for (const number of [1, 4, 2, 5, 3]) {
      const createdAt = new Date(Date.UTC(2026, 10, 21, 12, number)).toISOString();
      const check = number % 2 === 0 ? makeCheck() : null;
      await storage.saveBatch(makeBatch(`b${number}`, { createdAt, check }), 0);
    }
  }

  it('lists newest first, page by page', async () => {
    await saveFive();
    expect(await storage.listBatchIds({ limit: 10 })).toEqual(['b5', 'b4', 'b3', 'b2', 'b1']);
    expect(await storage.listBatchIds({ limit: 2 })).toEqual(['b5', 'b4']);
    expect(await storage.listBatchIds({ limit: 2, after: 'b4' })).toEqual(['b3', 'b2']);
    expect(await storage.listBatchIds({ limit: 2, after: 'b1' })).toEqual([]);
  });

  it('lists those made in the same moment one after the other too', async () => {
    for (const id of ['b2', 'b1', 'b3']) await storage.saveBatch(makeBatch(id), 0);
    expect(await storage.listBatchIds({ limit: 2 })).toEqual(['b3', 'b2']);
    expect(await storage.listBatchIds({ limit: 2, after: 'b2' })).toEqual(['b1']);
  });

  it('lists only those with something to do when asked for them', async () => {
    await saveFive();
    expect(await storage.listBatchIds({ limit: 10, openOnly: true })).toEqual(['b5', 'b3', 'b1']);
    expect(await storage.listBatchIds({ limit: 2, openOnly: true })).toEqual(['b5', 'b3']);
    expect(await storage.listBatchIds({ limit: 10, openOnly: true, after: 'b5' })).toEqual(['b3', 'b1']);
    expect(await storage.listBatchIds({ limit: 10, openOnly: true, after: 'b4' })).toEqual(['b3', 'b1']);
    await storage.saveBatch(makeBatch('b3', { createdAt: '2026-11-21T12:03:00.000Z', check: makeCheck() }), 1);
    expect(await storage.listBatchIds({ limit: 10, openOnly: true })).toEqual(['b5', 'b1']);
  });

  it('has no page after a batch that is gone', async () => {
    await saveFive();
    await storage.removeBatch('b2');
    expect(await storage.listBatchIds({ limit: 10, after: 'b2' })).toEqual([]);
  });
}

const oddIds = [
  '',
  '.',
  '..',
  '../b1',
  '../../etc',
  '/etc/passwd',
  'a/b',
  'a\\b',
  'a\0b',
  'b1\0',
  '.hidden',
  "';--",
  '%',
  'ä',
];

function describeOddIds(openTwice: OpenTwice): void {
  it.each(oddIds)('knows nothing of the id %j, and leaves everything as it is', async (id) => {
    const [storage] = await openTwice();
    await storage.saveBatch(makeBatch('b1'), 0);
    expect(await storage.loadBatch(id)).toBeNull();
    await storage.removeBatch(id);
    expect(await storage.listBatchIds({ limit: 10, after: id })).toEqual([]);
    expect(await storage.listBatchIds({ limit: 10 })).toEqual(['b1']);
    expect(await storage.loadBatch('b1')).toMatchObject({ version: 1 });
  });

  it('takes ids as this library makes them', async () => {
    const [storage] = await openTwice();
    const ids = ['batch_0k3jx9zq81m4vw7ty2ab', 'a-b_c', 'b'.repeat(36)];
    for (const id of ids) {
      await storage.saveBatch(makeBatch(id), 0);
      expect((await storage.loadBatch(id))?.record.id).toBe(id);
    }
    expect(await storage.listBatchIds({ limit: 10 })).toEqual(ids.toSorted().toReversed());
  });
}

function describeFilesOfTwo(openTwice: OpenTwice): void {
  it('shows each instance the files of the other, whole and by ranges', async () => {
    const [storage, other] = await openTwice();
    const content = randomBytes(300_000);
    await storage.files.write('batches/b1/input.jsonl', inChunks(content));
    expect((await readWhole(other.files, 'batches/b1/input.jsonl')).equals(content)).toBe(true);
    const middle = await readWhole(other.files, 'batches/b1/input.jsonl', { start: 99_999, end: 200_001 });
    expect(middle.equals(content.subarray(99_999, 200_001))).toBe(true);
    await other.files.removeAll('batches/b1/');
    expect(await storage.files.size('batches/b1/input.jsonl')).toBeNull();
  });
}
