import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createUploadLocks } from '#lib/uploads/upload-locks.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const quiet = new AbortController().signal;
const ignore = (): void => {};

describe('the lock of an upload', () => {
  test('lets one in at a time, in order of arrival, and asks whoever is in to end', async () => {
    const locks = createUploadLocks();
    const log: string[] = [];
    const work = (name: string): Promise<void> =>
      locks
        .newLock('u')
        .lock(quiet, () => void log.push(`${name} is asked to end`))
        .then(() => void log.push(`${name} is in`));
    await work('first');
    const second = work('second');
    const third = work('third');
    expect(log).toEqual(['first is in', 'first is asked to end', 'first is asked to end']);
    await locks.newLock('u').unlock();
    await second;
    expect(log.slice(3)).toEqual(['second is asked to end', 'second is in']);
    await locks.newLock('u').unlock();
    await third;
    expect(log.slice(5)).toEqual(['third is in']);
    await locks.newLock('u').unlock();
    await work('fourth');
    expect(log.at(-1)).toBe('fourth is in');
  });

  test('uploads do not wait for each other', async () => {
    const locks = createUploadLocks();
    await locks.newLock('a').lock(quiet, ignore);
    await expect(locks.newLock('b').lock(quiet, ignore)).resolves.toBeUndefined();
  });

  test('whoever waits too long is told so, and the next one is not held up by it', async () => {
    const locks = createUploadLocks({ waitMs: 1000 });
    await locks.newLock('u').lock(quiet, ignore);
    const waiting = locks
      .newLock('u')
      .lock(quiet, ignore)
      .catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waiting).toMatchObject({ code: 'conflict' });
    const next = locks.newLock('u').lock(quiet, ignore);
    await locks.newLock('u').unlock();
    await next;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('whoever goes away stops waiting', async () => {
    const locks = createUploadLocks();
    await locks.newLock('u').lock(quiet, ignore);
    const controller = new AbortController();
    const waiting = locks
      .newLock('u')
      .lock(controller.signal, ignore)
      .catch((error: unknown) => error);
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'conflict' });
    await expect(locks.newLock('u').lock(AbortSignal.abort(), ignore)).rejects.toMatchObject({ code: 'conflict' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
