import { beforeEach, describe, expect, test, vi } from 'vitest';
import { guardAccess } from '#app/_server/access-guard.ts';
import { guardRequest, guardResponse } from '#app/_server/guarded-body.ts';
import type { Access } from '#lib/contracts/accounts.ts';
import { SignedOutError } from '#lib/errors.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const access: Access = {
  credential: { kind: 'session', id: 's1' },
  person: { id: 'p1', name: 'Ines', email: 'ines@example.com', isSiteAdmin: false },
  member: null,
  memberships: 0,
};
const listeners = new Set<() => void>();
let looks: (() => Promise<boolean>)[] = [];
let lookCount = 0;

const good = (): Promise<boolean> => Promise.resolve(true);
const ended = (): Promise<boolean> => Promise.resolve(false);
const broken = (): Promise<boolean> => Promise.reject(new Error('The database is away.'));

beforeEach(() => {
  listeners.clear();
  looks = [];
  lookCount = 0;
});

/** Finds one after the other of `answers`, and then that all is as it was. */
function guard(answers: readonly (() => Promise<boolean>)[], everyMs?: number) {
  looks = [...answers];
  return guardAccess(access, {
    store: {
      holds: () => {
        lookCount += 1;
        return (looks.shift() ?? good)();
      },
    },
    changes: {
      subscribe: (personId, listener) => {
        expect(personId).toBe('p1');
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    log: silentLog,
    ...(everyMs === undefined ? {} : { everyMs }),
  });
}

const announce = (): void => {
  for (const listener of listeners) listener();
};

describe('a guard', () => {
  test('looks once at its start, for what happened since the access was found', async () => {
    const { signal } = guard([ended]);
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    expect(signal.reason).toBeInstanceOf(SignedOutError);
    expect(listeners.size).toBe(0);
  });

  test('lets go on whoever may still, and ends what nobody can look into after a change', async () => {
    const { signal } = guard([good, good, broken]);
    announce();
    await vi.waitFor(() => expect(lookCount).toBe(2));
    expect(signal.aborted).toBe(false);
    announce();
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });

  test('finds a session that ran out by itself, and outlives a database that is away meanwhile', async () => {
    const { signal } = guard([good, broken, ended], 5);
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    expect(lookCount).toBe(3);
  });

  test('hears nothing once it is released', async () => {
    const { signal, release } = guard([good, ended]);
    release();
    announce();
    await Promise.resolve();
    expect([listeners.size, signal.aborted]).toEqual([0, false]);
  });
});

describe('a guarded answer', () => {
  const text = new TextEncoder();
  const openBody = (onCancel: () => void = () => {}): ReadableStream<Uint8Array> =>
    new ReadableStream({ start: (controller) => controller.enqueue(text.encode('a')), cancel: onCancel });

  test('breaks off, so that no browser takes a download for whole, and stops what makes it', async () => {
    const ending = new AbortController();
    let isCancelled = false;
    let isReleased = false;
    const response = guardResponse(
      new Response(
        openBody(() => (isCancelled = true)),
        { status: 206 },
      ),
      {
        signal: ending.signal,
        release: () => (isReleased = true),
      },
    );
    expect(response.status).toBe(206);
    const whole = response.text();
    ending.abort(new SignedOutError('session'));
    await expect(whole).rejects.toThrow(SignedOutError);
    expect([isCancelled, isReleased]).toEqual([true, true]);
  });

  test('of events says that the page should ask again, then ends', async () => {
    const ending = new AbortController();
    const events = new Response(openBody(), { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
    const whole = guardResponse(events, { signal: ending.signal, release: () => {} }).text();
    ending.abort(new SignedOutError('session'));
    expect(await whole).toMatch(/event: access\ndata: \{\}\n\n$/);
  });

  test('releases its guard when it ends, when its reader goes, and without a body', async () => {
    let released = 0;
    const watch = { signal: new AbortController().signal, release: () => (released += 1) };
    expect(await guardResponse(new Response('whole'), watch).text()).toBe('whole');
    expect(released).toBe(1);
    await guardResponse(new Response(openBody()), watch).body?.cancel();
    expect(released).toBe(2);
    guardResponse(new Response(null, { status: 204 }), watch);
    expect(released).toBe(3);
  });

  test('of a request breaks off with its body, and keeps all else', async () => {
    const ending = new AbortController();
    const headers = { 'upload-offset': '0' };
    const init = { method: 'PATCH', body: openBody(), headers, duplex: 'half' } as const;
    const request = guardRequest(new Request('http://localhost/api/tus/x', init), {
      signal: ending.signal,
      release: () => {},
    });
    expect([request.method, request.headers.get('upload-offset'), request.url]).toEqual([
      'PATCH',
      '0',
      'http://localhost/api/tus/x',
    ]);
    const whole = request.text();
    ending.abort(new SignedOutError('session'));
    await expect(whole).rejects.toThrow(SignedOutError);
    expect(request.signal.aborted).toBe(true);
  });
});
