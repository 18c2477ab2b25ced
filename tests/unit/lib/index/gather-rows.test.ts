import { describe, expect, it } from 'vitest';
import { gatherRows } from '#lib/index/gather-rows.ts';

async function* groups(events: string[], failAt = Number.POSITIVE_INFINITY): AsyncGenerator<readonly number[]> {
  try {
    for (let number = 1; number <= 6; number += 1) {
      await Promise.resolve();
      if (number === failAt) throw new Error('The source broke.');
      events.push(`read ${number}`);
      yield [number, number];
    }
  } finally {
    events.push('closed');
  }
}

describe('gatherRows', () => {
  it('joins groups, keeps their order and gives what is left over', async () => {
    expect(await Array.fromAsync(gatherRows(groups([]), 5))).toEqual([
      [1, 1, 2, 2, 3, 3],
      [4, 4, 5, 5, 6, 6],
    ]);
    expect(await Array.fromAsync(gatherRows(groups([]), 8))).toEqual([
      [1, 1, 2, 2, 3, 3, 4, 4],
      [5, 5, 6, 6],
    ]);
  });

  it('has read the next rows when the caller comes back from writing', async () => {
    const events: string[] = [];
    for await (const rows of gatherRows(groups(events), 2)) {
      await new Promise(setImmediate);
      events.push(`wrote ${rows[0]}`);
    }
    expect(events.slice(0, 4)).toEqual(['read 1', 'read 2', 'wrote 1', 'read 3']);
  });

  it('hands on the failure of its source after what came before it', async () => {
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const rows of gatherRows(groups([], 3), 2)) {
        await new Promise(setImmediate);
        seen.push(...rows);
      }
    };
    await expect(read()).rejects.toThrow('The source broke.');
    expect(seen).toEqual([1, 1, 2, 2]);
  });

  it('closes its source when the caller gives up', async () => {
    const events: string[] = [];
    for await (const _ of gatherRows(groups(events), 2)) break;
    expect(events.at(-1)).toBe('closed');
  });
});
