import { beforeEach, describe, expect, it } from 'vitest';
import { ConflictError } from '#lib/errors.ts';
import type { BatchStorage } from '#lib/storage/batch-storage.ts';
import { makeAttempt, makeBatch, makeCheck, makeJob } from '#tests/support/batch-records.ts';

/** What every storage of batch records keeps to, whatever it is made of. `create` gives an empty one. */
export function describeBatchStorage(name: string, create: () => Promise<BatchStorage>): void {
  describe(`${name} keeps to the storage contract`, () => {
    let storage: BatchStorage;
    beforeEach(async () => {
      storage = await create();
    });

    /** Batches b1 … bN, one minute apart; the odd ones still have to be checked. */
    async function saveMany(count: number): Promise<void> {
      for (let number = 1; number <= count; number += 1) {
        const createdAt = new Date(Date.UTC(2026, 10, 21, 12, number)).toISOString();
        const check = number % 2 === 0 ? makeCheck() : null;
        await storage.saveBatch(makeBatch(`b${number}`, { createdAt, check }), 0);
      }
    }

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
        hold: { kind: 'refused', since: '2026-11-21T12:00:00.000Z', sentence: odd },
        attempts: [
          makeAttempt(1, [
            makeJob('j1', {
              providerStatus: odd,
              providerErrors: [{ code: odd, message: odd, param: odd, line: 1 }],
              warnings: [odd],
            }),
          ]),
        ],
        events: [
          {
            seq: 1,
            at: '2026-11-21T12:00:00.000Z',
            actor: { kind: 'user', name: odd },
            kind: 'created',
            data: { odd },
          },
        ],
      });
      await storage.saveBatch(record, 0);
      expect((await storage.loadBatch('b1'))?.record).toEqual(record);
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

    it('refuses to save over a version that the saver has not seen', async () => {
      await storage.saveBatch(makeBatch('b1'), 0);
      await storage.saveBatch(makeBatch('b1', { name: 'second' }), 1);
      for (const expected of [0, 1, 3]) {
        await expect(storage.saveBatch(makeBatch('b1', { name: 'late' }), expected)).rejects.toThrow(ConflictError);
      }
      await expect(storage.saveBatch(makeBatch('b2'), 1)).rejects.toThrow(ConflictError);
      expect(await storage.loadBatch('b1')).toMatchObject({ version: 2, record: { name: 'second' } });
      expect(await storage.loadBatch('b2')).toBeNull();
    });

    it('lets exactly one of many savers win who started from the same version', async () => {
      await storage.saveBatch(makeBatch('b1'), 0);
      const names = Array.from({ length: 8 }, (_, number) => `saver ${number}`);
      const saved = await Promise.allSettled(
        names.map((each) => storage.saveBatch(makeBatch('b1', { name: each }), 1)),
      );
      const winners = names.filter((_, number) => saved[number]?.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect(await storage.loadBatch('b1')).toMatchObject({ version: 2, record: { name: winners[0] } });
    });

    it('lets exactly one of many makers of the same batch win', async () => {
      const saved = await Promise.allSettled(Array.from({ length: 8 }, () => storage.saveBatch(makeBatch('b1'), 0)));
      expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('lists newest first, page by page', async () => {
      await saveMany(5);
      expect(await storage.listBatchIds({ limit: 10 })).toEqual(['b5', 'b4', 'b3', 'b2', 'b1']);
      expect(await storage.listBatchIds({ limit: 2 })).toEqual(['b5', 'b4']);
      expect(await storage.listBatchIds({ limit: 2, after: 'b4' })).toEqual(['b3', 'b2']);
      expect(await storage.listBatchIds({ limit: 2, after: 'b1' })).toEqual([]);
    });

    it('lists only those with something to do when asked for them', async () => {
      await saveMany(5);
      expect(await storage.listBatchIds({ limit: 10, openOnly: true })).toEqual(['b5', 'b3', 'b1']);
      expect(await storage.listBatchIds({ limit: 10, openOnly: true, after: 'b5' })).toEqual(['b3', 'b1']);
      await storage.saveBatch(makeBatch('b3', { createdAt: '2026-11-21T12:03:00.000Z', check: makeCheck() }), 1);
      expect(await storage.listBatchIds({ limit: 10, openOnly: true })).toEqual(['b5', 'b1']);
    });

    it('removes a batch, and the next one with its id begins anew', async () => {
      await storage.saveBatch(makeBatch('b1', { attempts: [makeAttempt(1, [makeJob('j1')])] }), 0);
      await storage.removeBatch('b1');
      await storage.removeBatch('b1');
      expect(await storage.loadBatch('b1')).toBeNull();
      expect(await storage.listBatchIds({ limit: 10 })).toEqual([]);
      await expect(storage.saveBatch(makeBatch('b1'), 1)).rejects.toThrow(ConflictError);
      expect(await storage.saveBatch(makeBatch('b1', { attempts: [makeAttempt(1, [makeJob('j1')])] }), 0)).toBe(1);
    });
  });
}
