import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatChange } from '#lib/db/change-channel.ts';
import { createChangeFeed } from '#lib/db/change-feed.ts';
import type { ChangeFeed } from '#lib/db/change-feed.ts';
import { openDatabaseDoor } from '#tests/support/database-door.ts';
import { useDatabase } from '#tests/support/database.ts';

describe('the change feed', () => {
  const database = useDatabase({ isEmpty: true });
  let client: pg.Client;
  let door: Awaited<ReturnType<typeof openDatabaseDoor>>;
  let feed: ChangeFeed;
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const log = { debug: note, info: note, warn: note, error: note };

  beforeEach(async () => {
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    door = await openDatabaseDoor(new URL(database.url));
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

  it('tells whose access may have changed: of one person, of everybody, and after a gap', async () => {
    const heard: string[] = [];
    feed.access.subscribe('ines', () => heard.push('ines'));
    const stop = feed.access.subscribe('marek', () => heard.push('marek'));
    await vi.waitFor(() => expect(heard).toEqual(['ines', 'marek']));
    const announceAccess = (personId: string): Promise<unknown> =>
      client.query('select pg_notify($1, $2)', ['langbatch_access', personId]);
    const batches = follow(null);
    await announceAccess('marek');
    await announceAccess('nobody');
    await announceAccess('*');
    await vi.waitFor(() => expect(heard).toEqual(['ines', 'marek', 'marek', 'ines', 'marek']));
    expect(batches.heard).toEqual([]);
    stop();
    door.shut();
    door.open();
    await vi.waitFor(() => expect(heard.slice(5)).toEqual(['ines']));
  });

  it('ends at once, also while the database is away', async () => {
    door.shut();
    await vi.waitFor(() => expect(logged).toContain('change feed lost'));
    await feed.close();
  });
});
