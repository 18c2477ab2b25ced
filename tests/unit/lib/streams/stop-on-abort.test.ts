import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { stopOnAbort } from '#lib/streams/stop-on-abort.ts';

async function* counting(onStop: () => void): AsyncGenerator<number> {
  try {
    for (let value = 1; value <= 3; value += 1) yield value;
  } finally {
    onStop();
  }
}

describe('a stream that can be stopped', () => {
  test('passes everything on and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    let stops = 0;
    expect(
      await Array.fromAsync(
        stopOnAbort(
          counting(() => (stops += 1)),
          signal,
        ),
      ),
    ).toEqual([1, 2, 3]);
    expect(stops).toBe(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('tells the source to stop when its reader stops early', async () => {
    const { signal } = new AbortController();
    let stops = 0;
    for await (const value of stopOnAbort(
      counting(() => (stops += 1)),
      signal,
    ))
      if (value === 2) break;
    expect(stops).toBe(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('throws at once when aborted while the source is stuck', async () => {
    const controller = new AbortController();
    const stuck: AsyncIterable<number> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
    const reading = Array.fromAsync(stopOnAbort(stuck, controller.signal));
    controller.abort(new Error('the worker stops'));
    await expect(reading).rejects.toMatchObject({ code: 'aborted', cause: { message: 'the worker stops' } });
  });

  test('throws what the source throws', async () => {
    const broken: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('cut')) }),
    };
    await expect(Array.fromAsync(stopOnAbort(broken, new AbortController().signal))).rejects.toThrow('cut');
  });
});
