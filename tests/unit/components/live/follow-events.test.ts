import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followEvents } from '#components/live/follow-events.ts';

class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: FakeEventSource[] = [];
  readonly url: string;
  readyState = 0;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  say(event: 'open' | 'batch' | 'access' | 'heartbeat' | 'error'): void {
    this.dispatchEvent(new Event(event));
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}

const window = new EventTarget();
let dataset: { workspace?: string; access?: string } = {};

beforeEach(() => {
  FakeEventSource.opened.length = 0;
  dataset = {};
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
  vi.stubGlobal('window', window);
  vi.stubGlobal(
    'document',
    Object.assign(new EventTarget(), { visibilityState: 'visible', getElementById: () => ({ dataset }) }),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

function follow() {
  const states: string[] = [];
  let changes = 0;
  let accesses = 0;
  const stop = followEvents('batch_1', {
    state: (state) => states.push(state),
    change: () => (changes += 1),
    access: () => (accesses += 1),
  });
  return {
    states,
    changes: () => changes,
    accesses: () => accesses,
    newest: () => FakeEventSource.opened.at(-1),
    stop,
  };
}

test('a connection that gives no sign of life is not called live, and another one is tried', () => {
  const page = follow();
  const first = page.newest();
  first?.say('open');
  vi.advanceTimersByTime(15_000);
  first?.say('heartbeat');
  vi.advanceTimersByTime(15_000);
  expect(page.states).toEqual(['live']);
  vi.advanceTimersByTime(5_000);
  expect(page.states).toEqual(['live', 'polling']);
  expect(first?.readyState).toBe(FakeEventSource.CLOSED);
  page.newest()?.say('open');
  expect(page.states.at(-1)).toBe('live');
  page.stop();
});

test('the events are those of the workspace that the page is of, where it names one', () => {
  follow().stop();
  dataset = { workspace: 'shop' };
  follow().stop();
  expect(FakeEventSource.opened.map(({ url }) => url)).toEqual([
    '/api/events?batch=batch_1',
    '/api/events?batch=batch_1&workspace=shop',
  ]);
});

test('a connection that never opens is not waited for without end', () => {
  const page = follow();
  vi.advanceTimersByTime(20_000);
  expect(page.states).toEqual(['polling']);
  expect(FakeEventSource.opened).toHaveLength(2);
  page.stop();
});

test('a lost network is noticed at once, unless the server can still be reached', () => {
  const page = follow();
  page.newest()?.say('open');
  window.dispatchEvent(new Event('offline'));
  page.newest()?.say('error');
  expect(page.states).toEqual(['live', 'polling']);
  window.dispatchEvent(new Event('online'));
  page.newest()?.say('open');
  window.dispatchEvent(new Event('offline'));
  page.newest()?.say('open');
  expect(page.states.at(-1)).toBe('live');
  page.stop();
});

test('events that come in a rush make one call, and none comes after the end', () => {
  const page = follow();
  page.newest()?.say('batch');
  page.newest()?.say('batch');
  vi.advanceTimersByTime(500);
  expect(page.changes()).toBe(1);
  page.newest()?.say('batch');
  page.stop();
  vi.advanceTimersByTime(60_000);
  expect(page.changes()).toBe(1);
  expect(FakeEventSource.opened).toHaveLength(1);
});

test('a page asks again at once when what its reader may see has changed', () => {
  const page = follow();
  page.newest()?.say('batch');
  vi.advanceTimersByTime(500);
  expect([page.changes(), page.accesses()]).toEqual([1, 0]);
  page.newest()?.say('access');
  expect([page.changes(), page.accesses()]).toEqual([2, 1]);
  page.stop();
});

test('a stream is opened for whom the page was made at that time, also once that has ended', () => {
  dataset = { access: 'viewer.p1' };
  const page = follow();
  page.newest()?.say('error');
  vi.advanceTimersByTime(5_000);
  page.newest()?.say('access');
  dataset = { access: 'runner.p1' };
  page.newest()?.say('error');
  vi.advanceTimersByTime(5_000);
  page.stop();
  expect(FakeEventSource.opened.map(({ url }) => url)).toEqual([
    '/api/events?batch=batch_1&access=viewer.p1',
    '/api/events?batch=batch_1&access=runner.p1',
  ]);
});
