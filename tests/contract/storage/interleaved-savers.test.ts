import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConflictError } from '#lib/errors.ts';
import { FileBatchStorage } from '#lib/storage/file/file-batch-storage.ts';
import { makeBatch } from '#tests/support/batch-records.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const savers = 4;

/**
 * A round: those who look at the batch, then those who save at once on what they saw last, then perhaps its
 * removal.
 */
const round = fc.record({
  lookers: fc.uniqueArray(fc.nat(savers - 1)),
  savers: fc.uniqueArray(fc.nat(savers - 1)),
  isRemoved: fc.nat(5).map((number) => number === 0),
  hasNewInstance: fc.boolean(),
});

test('however savers interleave, one of those who saw the newest version saves, and nobody else', async () => {
  const base = await makeTemporaryDirectory();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(round, { maxLength: 12 }), async (rounds) => {
      const directory = `${base}/${(runs += 1)}`;
      const instances = Array.from({ length: savers }, () => new FileBatchStorage({ directory }));
      const instance = (saver: number): FileBatchStorage => instances[saver] ?? new FileBatchStorage({ directory });
      const seen = Array.from({ length: savers }, () => 0);
      let model = { version: 0, name: '' };
      for (const [number, { lookers, savers: saving, isRemoved, hasNewInstance }] of rounds.entries()) {
        if (hasNewInstance) instances[number % savers] = new FileBatchStorage({ directory });
        for (const saver of lookers) {
          const stored = await instance(saver).loadBatch('b1');
          expect({ version: stored?.version ?? 0, name: stored?.record.name ?? '' }).toEqual(model);
          seen[saver] = stored?.version ?? 0;
        }
        const results = await Promise.allSettled(
          saving.map((saver) =>
            instance(saver).saveBatch(makeBatch('b1', { name: `${number}/${saver}` }), seen[saver] ?? 0),
          ),
        );
        const winners = saving.filter((_, at) => results[at]?.status === 'fulfilled');
        const losers = results.filter((result) => result.status === 'rejected');
        expect(losers.filter(({ reason }) => !(reason instanceof ConflictError))).toEqual([]);
        expect(winners).toHaveLength(saving.some((saver) => seen[saver] === model.version) ? 1 : 0);
        for (const winner of winners) {
          expect(seen[winner]).toBe(model.version);
          model = { version: model.version + 1, name: `${number}/${winner}` };
          seen[winner] = model.version;
        }
        if (isRemoved) {
          await instance(0).removeBatch('b1');
          model = { version: 0, name: '' };
          // What was seen of the removed batch must not be a version that the next one reaches: they begin at 1 both.
          for (const [saver, version] of seen.entries()) if (version > 0) seen[saver] = version + 1000;
        }
        expect(await instance(0).listBatchIds({ limit: 10 })).toEqual(model.version === 0 ? [] : ['b1']);
      }
    }),
    { numRuns: 60 },
  );
});
