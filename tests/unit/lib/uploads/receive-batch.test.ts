import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { StorageError } from '#lib/errors.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { type ReceivedBatch, receiveBatch } from '#lib/uploads/receive-batch.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

const good = [chatLine('a'), chatLine('b')];

interface Call {
  readonly key?: string | null;
  readonly lines?: readonly string[];
  readonly fields?: Readonly<Record<string, string>>;
  readonly areFieldsFirst?: boolean;
  readonly gone?: AbortSignal;
}

function receive(ctx: Context, call: Call = {}): Promise<ReceivedBatch> {
  const { key = null, lines = good, fields = {}, areFieldsFirst = true, gone = new AbortController().signal } = call;
  return receiveBatch(ctx, {
    key,
    inputName: 'folder/data.jsonl',
    content: Readable.from(lines.map((line) => Buffer.from(`${line}\n`))),
    readFields: () => Promise.resolve(fields),
    areFieldsFirst,
    gone,
  });
}

/** Makes a batch that is checked while the call waits for it. */
async function receiveAndCheck(world: BatchWorld, call: Call): Promise<ReceivedBatch> {
  const waiting = receive(world.ctx, { ...call, fields: { start: 'true', ...call.fields } });
  const ended = new AbortController();
  void waiting.catch(() => {}).then(() => ended.abort());
  while (!ended.signal.aborted) {
    for (const batchId of await world.storage.listBatchIds({ limit: 10 }))
      await world.run(batchId, { isEnough: ({ check }) => check?.endedAt != null });
    world.clock.advance(1_000);
    await new Promise(setImmediate);
  }
  return waiting;
}

async function batchIds(world: BatchWorld): Promise<readonly string[]> {
  return world.storage.listBatchIds({ limit: 10 });
}

describe('a batch that comes in one call', () => {
  test('is a listed draft of the file with its name, and on the connection', async () => {
    const world = createBatchWorld();
    const { batchId, notStarted } = await receive(world.ctx, { fields: { connection: 'Fake' } });
    expect(notStarted).toBeNull();
    expect(await world.load(batchId)).toMatchObject({
      name: 'data',
      isListed: true,
      connectionId: 'connection1',
      input: { name: 'data.jsonl' },
      attempts: [],
    });
  });

  test('is started once its check has found that every line can be sent', async () => {
    const world = createBatchWorld();
    const { batchId, notStarted } = await receiveAndCheck(world, { fields: { name: 'Mine' } });
    expect(notStarted).toBeNull();
    expect(await world.load(batchId)).toMatchObject({ name: 'Mine', attempts: [{ number: 1, requests: 2 }] });
  });

  test('stays a draft that says why when a line cannot be sent', async () => {
    const world = createBatchWorld();
    const { batchId, notStarted } = await receiveAndCheck(world, { lines: [...good, '{"custom_id": 1}'] });
    expect(notStarted).toBe('One line cannot be sent. Leave out what is bad, or upload a corrected file.');
    expect((await world.load(batchId)).attempts).toEqual([]);
  });

  test('stays a draft when its provider would not take it', async () => {
    const world = createBatchWorld();
    world.provider.whyNotSendable = () => 'Not this one.';
    const { batchId, notStarted } = await receiveAndCheck(world, {});
    expect(notStarted).toBe('Not this one.');
    expect((await world.load(batchId)).attempts).toEqual([]);
  });

  test('stays a draft when the client goes before the check ends', async () => {
    const world = createBatchWorld();
    const gone = new AbortController();
    gone.abort();
    const { batchId, notStarted } = await receive(world.ctx, { fields: { start: 'true' }, gone: gone.signal });
    expect(notStarted).toBe('The file is still being checked. Wait for it, then start.');
    expect((await world.load(batchId)).attempts).toEqual([]);
  });

  test.each<[string, Call, RegExp]>([
    ['an empty file', { lines: [] }, /^The file is empty/],
    ['an unknown field', { fields: { nam: 'x' } }, /^There is no such field here: nam\. Known here: name, connection/],
    ['an unknown connection', { fields: { connection: 'Other' } }, /There are: Fake \(connection1\)\.$/],
    ['a start that is no answer', { fields: { start: 'yes' } }, /^Write start=true/],
    ['a name that is too long', { fields: { name: 'x'.repeat(201) } }, /^Use a name of at most 200/],
    ['a key that is too long', { key: 'k'.repeat(256) }, /^An Idempotency-Key has 1 to 255/],
  ])('is refused in a sentence for %s, and leaves nothing behind', async (_what, call, sentence) => {
    for (const areFieldsFirst of [true, false]) {
      const world = createBatchWorld();
      const refused = receive(world.ctx, { ...call, areFieldsFirst });
      await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(refused).rejects.toThrow(sentence);
      expect(await batchIds(world)).toEqual([]);
      expect(await Array.fromAsync(world.ctx.files.list?.('batches/') ?? [])).toEqual([]);
    }
  });
});

describe('the same Idempotency-Key', () => {
  test('makes one batch that starts once, and the first file and choices stand', async () => {
    const world = createBatchWorld();
    const first = await receiveAndCheck(world, { key: 'k', fields: { name: 'First' } });
    const other = { key: 'k', lines: [chatLine('z')], fields: { name: 'Other', connection: 'gone since' } };
    for (const areFieldsFirst of [true, false])
      expect(
        await receive(world.ctx, { ...other, areFieldsFirst, fields: { ...other.fields, start: 'true' } }),
      ).toEqual(first);
    expect(await batchIds(world)).toEqual([first.batchId]);
    const { name, counts, attempts } = await world.load(first.batchId);
    expect([name, counts.total, attempts.length]).toEqual(['First', 2, 1]);
  });

  test('at once makes one batch and one attempt, and leaves the file of one of them', async () => {
    const world = createBatchWorld();
    const [one, two] = await Promise.all([receiveAndCheck(world, { key: 'k' }), receiveAndCheck(world, { key: 'k' })]);
    expect(one).toEqual(two);
    expect(await batchIds(world)).toEqual([one.batchId]);
    const { attempts, input } = await world.load(one.batchId);
    expect(attempts).toHaveLength(1);
    const files = await Array.fromAsync(world.ctx.files.list?.(`batches/${one.batchId}/`) ?? []);
    expect(files.filter((key) => key.includes('input'))).toContain(input.key);
    expect(files.filter((key) => key.endsWith('.jsonl') && key.includes('/input'))).toHaveLength(1);
  });

  test('starts the batch of a call that died between making and starting it', async () => {
    const world = createBatchWorld();
    let saves = 0;
    const dying = world.context({
      storage: {
        ...world.storage,
        saveBatch(record, version) {
          saves += 1;
          return saves === 1 ? world.storage.saveBatch(record, version) : Promise.reject(new StorageError('Killed.'));
        },
      },
    });
    const gone = new AbortController();
    gone.abort();
    await receive(dying, { key: 'k', gone: gone.signal });
    const [batchId = ''] = await batchIds(world);
    await world.run(batchId, { isEnough: ({ check }) => check?.endedAt != null });
    await expect(receive(dying, { key: 'k', fields: { start: 'true' } })).rejects.toThrow('Killed.');
    expect(await receive(world.ctx, { key: 'k', fields: { start: 'true' } })).toEqual({ batchId, notStarted: null });
    expect((await world.load(batchId)).attempts).toHaveLength(1);
  });

  test('is another one for somebody else and in another workspace', async () => {
    const world = createBatchWorld();
    const { batchId } = await receive(world.ctx, { key: 'k' });
    const others = [
      world.context({ actor: { kind: 'user', id: 'p2', name: 'Grace' } }),
      world.context({ workspace: { id: 'w2', name: 'Shop' } }),
    ];
    for (const ctx of others) expect((await receive(ctx, { key: 'k' })).batchId).not.toBe(batchId);
    expect(batchId).toMatch(/^batch_[a-z0-9]{20}$/);
  });

  test('says why a draft that somebody started elsewhere needs no start', async () => {
    const world = createBatchWorld();
    const { batchId } = await receive(world.ctx, { key: 'k' });
    await world.run(batchId, { isEnough: ({ check }) => check?.endedAt != null });
    await startBatch(world.ctx, { batchId, token: 'token-of-a-page' });
    expect(await receive(world.ctx, { key: 'k', fields: { start: 'true' } })).toEqual({ batchId, notStarted: null });
  });
});

describe('the connection of a batch that names none', () => {
  const connection = (id: string, lastUsedAt: string | null): ConnectionView => {
    const limits = { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null };
    const counts = { batchCount: 0, openBatchCount: 0, isKeyRefused: false, lastTest: null };
    const address = { baseUrl: 'https://api.example.com/v1', keyLast4: null, createdAt: '2026-11-21T12:00:00.000Z' };
    return { id, name: `Name of ${id}`, kind: 'openai', limits, ...counts, ...address, lastUsedAt };
  };
  const choose = async (...all: readonly ConnectionView[]): Promise<string | null> => {
    const world = createBatchWorld();
    const ctx = world.context({ connections: { ...world.ctx.connections, list: () => Promise.resolve(all) } });
    return (await world.load((await receive(ctx)).batchId)).connectionId;
  };

  test('is the only one, else the one used last', async () => {
    expect(await choose(connection('c1', null))).toBe('c1');
    const earlier = connection('c1', '2026-11-21T12:00:00.000Z');
    expect(await choose(earlier, connection('c2', '2026-11-22T12:00:00.000Z'), connection('c3', null))).toBe('c2');
  });

  test('is asked for, by all names there are, when none was used; and to be made when there is none', async () => {
    await expect(choose(connection('c1', null), connection('c2', null))).rejects.toThrow(
      /connection: Name of c1 \(c1\), Name of c2 \(c2\)\.$/,
    );
    await expect(choose()).rejects.toThrow('There is no connection yet. Add one under Connections first.');
  });
});
