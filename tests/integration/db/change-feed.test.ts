import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatChange } from '#lib/db/change-channel.ts';
import { createChangeFeed } from '#lib/db/change-feed.ts';
import type { ChangeFeed } from '#lib/db/change-feed.ts';
import { useDatabase } from '#tests/support/database.ts';

/** A door to the database that can be shut, as when a network fails. */
async function openDoor(target: URL) {
  const sockets = new Set<Socket>();
  let isShut = false;
  const server = createServer((near) => {
    if (isShut) return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The door has no port.');
  url.port = String(address.port);
  const shut = (): void => {
    isShut = true;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: url.href,
    shut,
    open: () => {
      isShut = false;
    },
    async close() {
      shut();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('the change feed', () => {
  const database = useDatabase({ isEmpty: true });
  let client: pg.Client;
  let door: Awaited<ReturnType<typeof openDoor>>;
  let feed: ChangeFeed;
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const log = { debug: note, info: note, warn: note, error: note };

  beforeEach(async () => {
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    door = await openDoor(new URL(database.url));
    feed = createChangeFeed({ connectionString: door.url, log, retryMs: { first: 10, last: 20 } });
  });
  afterEach(async () => {
    await feed.close();
    await door.close();
    await client.end();
  });

  function follow(batchId: string | null, workspaceId = 'local'): { heard: (string | null)[]; stop: () => void } {
    const heard: (string | null)[] = [];
    const stop = feed.of(workspaceId).subscribe(batchId, (id) => heard.push(id));
    return { heard, stop };
  }

  const announce = (batchId: string): Promise<unknown> =>
    client.query('select pg_notify($1, $2)', ['langbatch_batch', batchId]);

  it('tells each listener what it asked for, and nobody who has left', async () => {
    const [one, other, all] = [follow('b1'), follow('b2'), follow(null)];
    await vi.waitFor(() => expect(all.heard).toEqual([null]));
    await announce('b1');
    await vi.waitFor(() => expect(all.heard).toEqual([null, 'b1']));
    expect(one.heard).toEqual(['b1', 'b1']);
    expect(other.heard).toEqual(['b2']);
    one.stop();
    await announce('b1');
    await announce('b3');
    await vi.waitFor(() => expect(all.heard).toEqual([null, 'b1', 'b1', 'b3']));
    expect(one.heard).toHaveLength(2);
  });

  it('tells nobody of what changes in another workspace', async () => {
    const [ours, theirs] = [follow(null), follow(null, 'w2')];
    await vi.waitFor(() => expect(theirs.heard).toEqual([null]));
    await announce(formatChange({ workspaceId: 'w2', batchId: 'b1' }));
    await announce(formatChange({ workspaceId: 'local', batchId: 'b2' }));
    await vi.waitFor(() => expect(ours.heard).toEqual([null, 'b2']));
    expect(theirs.heard).toEqual([null, 'b1']);
  });

  it('connects again when the connection breaks, and tells everybody that there was a gap', async () => {
    const [one, all] = [follow('b1'), follow(null)];
    await vi.waitFor(() => expect(one.heard).toHaveLength(1));
    door.shut();
    await vi.waitFor(() => expect(logged.filter((event) => event === 'change feed lost').length).toBeGreaterThan(2));
    await announce('b1');
    door.open();
    await vi.waitFor(() => expect(one.heard).toEqual(['b1', 'b1']));
    expect(all.heard).toEqual([null, null]);
    await announce('b1');
    await vi.waitFor(() => expect(all.heard).toEqual([null, null, 'b1']));
  });

  it('ends at once, also while the database is away', async () => {
    door.shut();
    await vi.waitFor(() => expect(logged).toContain('change feed lost'));
    await feed.close();
  });
});
