import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Upload } from 'tus-js-client';
import type { UploadOptions } from 'tus-js-client';
import { describe, expect, test } from 'vitest';
import type { Context } from '#lib/contracts/context.ts';
import { createWorkspaceFiles } from '#lib/files/workspace-files.ts';
import { ManualClock } from '#tests/fakes/manual-clock.ts';
import { makeContext, makeFileStore, serveUploads, sha256 } from './upload-fixture.ts';

const megabyte = 1024 * 1024;

interface Finished {
  readonly url: string;
  readonly batchId: string;
  readonly sha256: string;
}

function upload(content: Buffer, options: UploadOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const running = new Upload(content, {
      retryDelays: null,
      ...options,
      onError: reject,
      onSuccess: ({ lastResponse }) =>
        resolve({
          url: running.url ?? '',
          batchId: lastResponse.getHeader('Langbatch-Batch-Id') ?? '',
          sha256: lastResponse.getHeader('Langbatch-Sha256') ?? '',
        }),
    });
    running.start();
  });
}

/** Announces all of `content` in one PATCH, and goes away when its first `bytes` have left. */
function patchAndCut(url: string, content: Buffer, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const running = request(url, {
      method: 'PATCH',
      headers: {
        ...tus,
        'Upload-Offset': '0',
        'Content-Type': 'application/offset+octet-stream',
        'Content-Length': content.length,
      },
    });
    running.on('error', reject);
    running.write(content.subarray(0, bytes), () => {
      running.off('error', reject).on('error', () => resolve());
      running.destroy(new Error('cut'));
    });
  });
}

const tus = { 'Tus-Resumable': '1.0.0' };

async function create(
  endpoint: string,
  bytes: number,
  metadata = '',
): Promise<{ readonly status: number; readonly url: string; readonly text: string }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...tus, 'Upload-Length': String(bytes), ...(metadata === '' ? {} : { 'Upload-Metadata': metadata }) },
  });
  return {
    status: response.status,
    url: new URL(response.headers.get('location') ?? '', endpoint).href,
    text: await response.text(),
  };
}

const patch = (url: string, offset: number, body: BodyInit): Promise<Response> =>
  fetch(url, {
    method: 'PATCH',
    headers: { ...tus, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
    body,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });

const head = (url: string): Promise<Response> => fetch(url, { method: 'HEAD', headers: tus });

async function readInput(ctx: Context, batchId: string): Promise<Buffer> {
  const stored = await ctx.storage.loadBatch(batchId);
  return Buffer.concat(await Array.fromAsync(ctx.files.read(stored?.record.input.key ?? '')));
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function start(options: { readonly maxBytes?: number } = {}): Promise<{ ctx: Context; endpoint: string }> {
  const ctx = makeContext(await makeFileStore());
  return { ctx, endpoint: await serveUploads(ctx, options) };
}

describe('uploads over HTTP', () => {
  test('a whole file becomes an unlisted draft with the upload’s id, name and bytes', async () => {
    const { ctx, endpoint } = await start();
    const content = randomBytes(3 * megabyte + 17);
    const done = await upload(content, {
      endpoint,
      metadata: { filename: '../büro/ticket\u0000s.jsonl' },
      chunkSize: megabyte,
    });
    expect(done.url).toMatch(/\/api\/tus\/batch_[a-z0-9]+$/);
    expect(done.batchId).toBe(done.url.split('/').at(-1));
    expect(done.sha256).toBe(sha256(content));
    const record = (await ctx.storage.loadBatch(done.batchId))?.record;
    expect(record).toMatchObject({
      isListed: false,
      name: 'tickets',
      input: { name: 'tickets.jsonl', bytes: content.length, sha256: sha256(content) },
    });
    expect((await readInput(ctx, done.batchId)).equals(content)).toBe(true);
  });

  test('an upload of more than 10 MB that is cut in the middle goes on from what has arrived, and arrives whole', async () => {
    const { ctx, endpoint } = await start();
    const content = randomBytes(24 * megabyte);
    const { url } = await create(endpoint, content.length);
    await patchAndCut(url, content, 13 * megabyte);
    const arrived = Number((await head(url)).headers.get('upload-offset'));
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThanOrEqual(13 * megabyte);

    const done = await upload(content, { endpoint, uploadUrl: url });
    expect(done.sha256).toBe(sha256(content));
    expect((await readInput(ctx, done.batchId)).equals(content)).toBe(true);
  });

  test('another machine on the same files goes on with an upload, and after a restart too', async () => {
    const files = await makeFileStore();
    const ctx = makeContext(files);
    const first = await serveUploads(ctx);
    const second = await serveUploads(ctx);
    const content = randomBytes(2 * megabyte);
    const { url } = await create(first, content.length);
    const elsewhere = `${second}/${url.split('/').at(-1)}`;
    expect((await patch(url, 0, content.subarray(0, 500))).headers.get('upload-offset')).toBe('500');
    expect((await patch(elsewhere, 500, content.subarray(500, 1500))).headers.get('upload-offset')).toBe('1500');
    expect((await patch(url, 500, content.subarray(500, 1000))).status).toBe(409);
    const last = await patch(url, 1500, content.subarray(1500));
    expect(last.status).toBe(204);
    expect(last.headers.get('langbatch-sha256')).toBe(sha256(content));
  });

  test('HEAD on a whole upload says which batch it has become, also when asked again', async () => {
    const { endpoint } = await start();
    const { url } = await create(endpoint, 4);
    const finished = await patch(url, 0, 'abcd');
    for (const response of [await head(url), await head(url)]) {
      expect(response.headers.get('upload-offset')).toBe('4');
      expect(response.headers.get('langbatch-batch-id')).toBe(finished.headers.get('langbatch-batch-id'));
      expect(response.headers.get('langbatch-sha256')).toBe(sha256(Buffer.from('abcd')));
    }
  });

  test('a batch is made by the person whose request brought its last byte, not by whoever uploaded first', async () => {
    const ctx = makeContext(await makeFileStore());
    const endpoint = await serveUploads((asked) => ({
      ...ctx,
      actor: { ...ctx.actor, name: asked.headers.get('x-person') ?? '' },
    }));
    for (const name of ['Ada', 'Bob']) {
      const { batchId } = await upload(Buffer.from('{}\n'), { endpoint, headers: { 'x-person': name } });
      expect((await ctx.storage.loadBatch(batchId))?.record.createdBy.name).toBe(name);
    }
  });

  test('nobody in another workspace finds an upload', async () => {
    const files = await makeFileStore();
    const ctx = makeContext(files);
    const other = { ...ctx, workspace: { id: 'w2', name: 'Other' }, files: createWorkspaceFiles(files, 'w2') };
    const endpoint = await serveUploads((asked) => (asked.headers.get('x-workspace') === 'w2' ? other : ctx));
    const { url } = await upload(Buffer.from('{}\n'), { endpoint });
    const look = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${endpoint}/${url.split('/').at(-1) ?? ''}`, { method: 'HEAD', headers: { ...tus, ...headers } });
    expect((await look({})).status).toBe(200);
    expect((await look({ 'x-workspace': 'w2' })).status).toBe(404);
  });

  test('an upload that names its workspace is gone on with, asked about and ended under the same address', async () => {
    const { ctx, endpoint } = await start();
    const { url } = await create(`${endpoint}?workspace=the%20shop`, 6);
    expect(new URL(url).search).toBe('?workspace=the%20shop');
    await patch(url, 0, 'abc');
    expect((await head(url)).headers.get('upload-offset')).toBe('3');
    const done = await upload(Buffer.from('abcdef'), { endpoint, uploadUrl: url });
    expect(done.batchId).toMatch(/^batch_[a-z0-9]+$/);
    expect((await head(url)).headers.get('langbatch-batch-id')).toBe(done.batchId);
    expect((await readInput(ctx, done.batchId)).toString()).toBe('abcdef');
    const cancelled = await create(`${endpoint}?workspace=shop`, 6);
    expect((await fetch(cancelled.url, { method: 'DELETE', headers: tus })).status).toBe(204);
    expect((await head(cancelled.url)).status).toBe(404);
    // The end of the address is no upload of that name.
    expect((await head(`${endpoint}/unknown?workspace=/${done.batchId}`)).status).toBe(404);
  });

  test('an empty file is an upload too', async () => {
    const { ctx, endpoint } = await start();
    const done = await upload(Buffer.alloc(0), { endpoint, metadata: { filename: 'empty.jsonl' } });
    const record = (await ctx.storage.loadBatch(done.url.split('/').at(-1) ?? ''))?.record;
    expect(record?.input.bytes).toBe(0);
    expect(done.sha256).toBe(sha256(Buffer.alloc(0)));
  });

  test('a request that waits makes a stuck one end, and what that one has brought is kept', async () => {
    const files = await makeFileStore();
    const content = randomBytes(megabyte);
    const arrived = Promise.withResolvers<void>();
    async function* observed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      let bytes = 0;
      for await (const chunk of source) {
        yield chunk;
        bytes += chunk.length;
        if (bytes === 300_000) arrived.resolve();
      }
    }
    const ctx = makeContext({ ...files, write: (key, source, options) => files.write(key, observed(source), options) });
    const endpoint = await serveUploads(ctx, { makeWayMs: 20 });
    const { url } = await create(endpoint, content.length);
    const stuck = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(content.subarray(0, 300_000)),
    });
    const first = patch(url, 0, stuck).catch((error: unknown) => error);
    await arrived.promise;

    const second = await patch(url, 300_000, content.subarray(300_000));
    expect(second.headers.get('langbatch-sha256')).toBe(sha256(content));
    expect((await readInput(ctx, second.headers.get('langbatch-batch-id') ?? '')).equals(content)).toBe(true);
    expect(await first).toMatchObject({ status: 204 });
  });

  test('many whole PATCHes of the same bytes at once make one batch', async () => {
    const { ctx, endpoint } = await start();
    const content = randomBytes(200_000);
    const { url } = await create(endpoint, content.length);
    const answers = await Promise.all(Array.from({ length: 5 }, () => patch(url, 0, content)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409, 409, 409, 409]);
    expect(await ctx.storage.listBatchIds({ limit: 10 })).toHaveLength(1);
  });

  test('an upload that could not become a batch at first becomes one when it is looked at again', async () => {
    const ctx = makeContext(await makeFileStore());
    let failures = 1;
    const storage = {
      ...ctx.storage,
      saveBatch: (...args: Parameters<typeof ctx.storage.saveBatch>) =>
        failures-- > 0 ? Promise.reject(new Error('the database was gone')) : ctx.storage.saveBatch(...args),
    };
    const broken: Context = { ...ctx, storage, transaction: (work) => work(broken) };
    const endpoint = await serveUploads(broken);
    const { url } = await create(endpoint, 3);
    expect((await patch(url, 0, 'abc')).status).toBe(500);
    const again = await head(url);
    expect(again.headers.get('langbatch-sha256')).toBe(sha256(Buffer.from('abc')));
    expect(String(await readInput(ctx, again.headers.get('langbatch-batch-id') ?? ''))).toBe('abc');
  });

  test('a crash right after the batch was made does not make a second one', async () => {
    const files = await makeFileStore();
    let failures = 1;
    const ctx = makeContext({
      ...files,
      write: (key, content, options) =>
        key.endsWith('/finished.json') && failures-- > 0
          ? Promise.reject(new Error('the process was killed'))
          : files.write(key, content, options),
    });
    const endpoint = await serveUploads(ctx);
    const { url } = await create(endpoint, 3);
    expect((await patch(url, 0, 'abc')).status).toBe(500);
    const restarted = `${await serveUploads(ctx)}/${url.split('/').at(-1)}`;
    expect((await head(restarted)).headers.get('langbatch-sha256')).toBe(sha256(Buffer.from('abc')));
    expect(await ctx.storage.listBatchIds({ limit: 10 })).toHaveLength(1);
    expect((await Array.fromAsync(files.list?.('batches/') ?? [])).length).toBe(1);
    expect((await Array.fromAsync(files.list?.('uploads/') ?? [])).filter((key) => key.includes('/parts/'))).toEqual(
      [],
    );
  });

  test('a file that replaces a draft’s becomes its input', async () => {
    const { ctx, endpoint } = await start();
    const draft = await upload(Buffer.from('first'), { endpoint, metadata: { filename: 'a.jsonl' } });
    const second = await upload(Buffer.from('second'), {
      endpoint,
      metadata: { filename: 'b.jsonl', replaces: draft.batchId },
    });
    expect(second.batchId).toBe(draft.batchId);
    expect(String(await readInput(ctx, draft.batchId))).toBe('second');
    expect((await head(second.url)).headers.get('langbatch-batch-id')).toBe(draft.batchId);
    expect(await ctx.storage.listBatchIds({ limit: 10 })).toHaveLength(1);
  });

  test('a file for a draft that is gone is refused in a sentence, and forgotten', async () => {
    const { endpoint } = await start();
    const { url } = await create(endpoint, 3, `replaces ${base64('batch_gone')}`);
    const answer = await patch(url, 0, 'abc');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/batch_gone not found/);
    expect((await head(url)).status).toBe(404);
  });

  test('an id that can be none is refused before a byte is sent', async () => {
    const { endpoint } = await start();
    for (const id of ['a\0b', '../x']) {
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: { 'tus-resumable': '1.0.0', 'upload-length': '3', 'upload-metadata': `replaces ${base64(id)}` },
      });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch(/no draft/);
    }
  });

  test('bytes that are not those of the client’s SHA-256 make no batch', async () => {
    const { ctx, endpoint } = await start();
    const { url } = await create(endpoint, 3, `sha256 ${base64(sha256(Buffer.from('abd')))}`);
    const answer = await patch(url, 0, 'abc');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/was changed on its way/);
    expect(await ctx.storage.listBatchIds({ limit: 10 })).toEqual([]);
    expect((await head(url)).status).toBe(404);

    const good = await upload(Buffer.from('abc'), { endpoint, metadata: { sha256: sha256(Buffer.from('abc')) } });
    expect(good.sha256).toBe(sha256(Buffer.from('abc')));
  });

  test('what is too large is refused before a byte is sent, in a sentence', async () => {
    const { endpoint } = await start({ maxBytes: 2 * megabyte });
    const refused = await create(endpoint, 2 * megabyte + 1);
    expect(refused.status).toBe(413);
    expect(refused.text).toMatch(/larger than 2 MB/);
    expect((await create(endpoint, 2 * megabyte)).status).toBe(201);
  });

  test('what does not follow the protocol is refused in a sentence', async () => {
    const { endpoint } = await start();
    const { url } = await create(endpoint, 3);
    const headers = { ...tus, 'content-type': 'application/offset+octet-stream' };
    const answer = await fetch(url, { method: 'PATCH', headers, body: 'abc' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toBe(
      'This upload does not follow the protocol: Upload-Offset header required. Load the page again.',
    );
  });

  test('more bytes than announced are refused', async () => {
    const { endpoint } = await start();
    const { url } = await create(endpoint, 3);
    expect((await patch(url, 0, 'abcdef')).status).toBe(413);
    expect((await head(url)).headers.get('upload-offset')).toBe('0');
  });

  test('an upload that is cancelled leaves nothing', async () => {
    const { ctx, endpoint } = await start();
    const { url } = await create(endpoint, 6);
    await patch(url, 0, 'abc');
    expect((await fetch(url, { method: 'DELETE', headers: tus })).status).toBe(204);
    expect((await head(url)).status).toBe(404);
    expect(await Array.fromAsync(ctx.files.list?.('uploads/') ?? [])).toEqual([]);
  });

  test.each(['..%2F..%2Fbatches', '%2e%2e', 'a%00b', 'UPPER', 'x'.repeat(80), 'unknown', 'a?b=c'])(
    'the address %j leads to no file',
    async (name) => {
      const { endpoint } = await start();
      expect((await head(`${endpoint}/${name}`)).status).toBe(404);
      expect((await patch(`${endpoint}/${name}`, 0, 'abc')).status).toBe(404);
    },
  );

  test('a page of another origin is not let in by CORS', async () => {
    const { endpoint } = await start();
    const response = await fetch(endpoint, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('an upload that was begun too long ago is over', async () => {
    const longAgo = makeContext(await makeFileStore(), { clock: new ManualClock('2020-01-01T00:00:00Z') });
    const endpoint = await serveUploads(longAgo);
    const { url } = await create(endpoint, 3);
    expect((await head(url)).status).toBe(410);
  });
});
