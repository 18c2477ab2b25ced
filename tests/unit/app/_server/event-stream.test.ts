import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openEventStream } from '#app/_server/event-stream.ts';
import { createOpenStreams } from '#app/_server/open-streams.ts';
import type { OpenStreams } from '#app/_server/open-streams.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Opened {
  readonly response: Response;
  readonly read: () => Promise<string | null>;
  readonly change: (batchId: string) => void;
  readonly listeners: ReadonlySet<unknown>;
  readonly leave: () => void;
  readonly cancel: () => Promise<void>;
}

function open(batchId: string | null, streams: OpenStreams = createOpenStreams(), isOutdated = false): Opened {
  const listeners = new Set<(batchId: string) => void>();
  const leaving = new AbortController();
  const response = openEventStream({
    batchId,
    isOutdated,
    streams,
    signal: leaving.signal,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return {
    response,
    listeners,
    read: async () => (await reader?.read())?.value ?? null,
    change: (id) => {
      for (const listener of listeners) listener(id);
    },
    leave: () => leaving.abort(),
    cancel: async () => reader?.cancel(),
  };
}

describe('the stream of events', () => {
  test('is one that no proxy keeps, changes or holds back', () => {
    const { response, leave } = open('b1');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    leave();
  });

  test('begins with what is there, so that nothing is missed between loading and listening', async () => {
    const one = open('b1');
    expect(await one.read()).toBe('event: batch\ndata: {"id":"b1"}\n\n');
    const list = open(null);
    expect(await list.read()).toBe('event: batch\ndata: {"id":null}\n\n');
    one.leave();
    list.leave();
  });

  test('begins, for a page that was made before its reader’s role changed, by saying so, and stays open', async () => {
    const stream = open('b1', undefined, true);
    expect(await stream.read()).toBe('event: access\ndata: {}\n\n');
    expect(await stream.read()).toBe('event: batch\ndata: {"id":"b1"}\n\n');
    stream.leave();
  });

  test('tells of a batch once, however often it changes in a moment', async () => {
    const stream = open(null);
    await stream.read();
    for (const id of ['b1', 'b2', 'b1', 'b1']) stream.change(id);
    const next = stream.read();
    await vi.advanceTimersByTimeAsync(200);
    expect(await next).toBe('event: batch\ndata: {"id":"b1"}\n\nevent: batch\ndata: {"id":"b2"}\n\n');
    stream.leave();
  });

  test('keeps changes for a client that does not read, each batch once, and sends them as soon as it does', async () => {
    const stream = open(null);
    for (let round = 0; round < 50; round += 1) {
      stream.change(`b${round % 2}`);
      await vi.advanceTimersByTimeAsync(200);
    }
    const read: (string | null)[] = [];
    while (!read.join('').includes('b1')) read.push(await stream.read());
    expect(read.join('').match(/event: batch/g)?.length).toBeLessThanOrEqual(6);
    expect(read.join('')).toContain('{"id":"b0"}');
    stream.leave();
  });

  test('beats every 15 seconds', async () => {
    const stream = open('b1');
    await stream.read();
    const next = stream.read();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await next).toBe('event: heartbeat\ndata: {}\n\n');
    stream.leave();
  });

  test('ends with its client, and leaves neither listener nor timer', async () => {
    const stream = open('b1');
    await stream.read();
    stream.change('b1');
    stream.leave();
    expect(await stream.read()).toBeNull();
    expect(stream.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends when its reader cancels, and the end of the request afterwards does no harm', async () => {
    const stream = open('b1');
    await stream.read();
    await stream.cancel();
    expect(stream.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    stream.leave();
    expect(await stream.read()).toBeNull();
  });

  test('ends when the server stops, and no new one begins then', async () => {
    const streams = createOpenStreams();
    const first = open('b1', streams);
    await first.read();
    streams.closeAll();
    expect(await first.read()).toBeNull();
    const late = open('b1', streams);
    await late.read();
    expect(await late.read()).toBeNull();
    expect(first.listeners.size + late.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
