import { describe, expect, test } from 'vitest';
import { noGuard } from '#app/_server/access-guard.ts';
import { answerWrite } from '#app/_server/answer-write.ts';
import { receiveNewBatch } from '#app/_server/receive-new-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { apiErrorSchema } from '#lib/shared/contract/action-result.ts';
import { receivedBatchSchema } from '#lib/shared/contract/batch-view.ts';
import { chatLine } from '#tests/support/batch-world.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeContext, makeFileStore } from '#tests/unit/lib/uploads/upload-fixture.ts';

const lines = `${chatLine('a')}\n${chatLine('b')}\n`;

async function makeWorld(): Promise<Context> {
  return makeContext(await makeFileStore());
}

interface Sent {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit | null;
}

function send(ctx: Context, { query = '', headers = {}, body = lines }: Sent): Promise<Response> {
  const init = { method: 'POST', headers: { host: 'localhost:3000', ...headers }, body, duplex: 'half' };
  const request = new Request(`http://localhost:3000/api/batches${query}`, init);
  return answerWrite(
    { request, params: Promise.resolve(undefined) },
    { write: receiveNewBatch, status: 201 },
    {
      origins: new Set(['http://localhost:3000']),
      getContext: () => Promise.resolve(ctx),
      guard: () => Promise.resolve(noGuard),
      log: silentLog,
    },
  );
}

function formOf(...parts: readonly (readonly [name: string, value: string | File])[]): FormData {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return form;
}

const file = (text: string = lines, name = 'data.jsonl'): File => new File([text], name);

/** Seven characters at a time, and then the end or an error. */
function inPieces(text: string, error?: Error): ReadableStream<Uint8Array> {
  const pieces = [...(text.match(/[^]{1,7}/gu) ?? [])];
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece !== undefined) controller.enqueue(Buffer.from(piece));
      else if (error === undefined) controller.close();
      else controller.error(error);
    },
  });
}

/** A form as a client writes it, with what `cut` leaves of it. */
function rawForm(cut: (text: string) => string = (text) => text): Sent {
  const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n';
  const text = cut(`${head}${lines}\r\n--b--\r\n`);
  return { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: inPieces(text) };
}

/** What is answered, and what is left behind. */
async function whyRefused(sent: Sent) {
  const ctx = await makeWorld();
  const response = await send(ctx, sent);
  const { error } = apiErrorSchema.parse(await response.json());
  const batches = await ctx.storage.listBatchIds({ limit: 10 });
  const files = await Array.fromAsync(ctx.files.list?.('batches/') ?? []);
  return { status: response.status, code: error.code, message: error.message, left: [...batches, ...files] };
}

describe('a new batch', () => {
  test.each<[string, Sent, string]>([
    [
      'of lines as the body',
      { query: '?name=My%20batch&workspace=shop', headers: { 'content-type': 'application/jsonl' } },
      'My batch',
    ],
    ['of lines as curl sends them', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 'upload'],
    ['of a form with the file first', { body: formOf(['file', file()], ['name', 'My batch']) }, 'My batch'],
    ['of a form with the file last', { body: formOf(['name', ''], ['connection', 'Fake'], ['file', file()]) }, 'data'],
    ['of a form in small pieces', rawForm(), 'a'],
  ])('%s is answered as a batch, with its bytes as they came', async (_how, sent, name) => {
    const ctx = await makeWorld();
    const response = await send(ctx, sent);
    expect(response.status).toBe(201);
    const batch = receivedBatchSchema.parse(await response.json());
    expect(batch).toMatchObject({
      name,
      status: 'draft',
      isListed: true,
      notStarted: null,
      connection: { name: 'Fake' },
    });
    const stored = await ctx.storage.loadBatch(batch.id);
    const bytes = await Array.fromAsync(ctx.files.read(stored?.record.input.key ?? ''));
    expect(Buffer.concat(bytes).toString()).toBe(lines);
  });

  test('is the same with the same key, however it is sent', async () => {
    const ctx = await makeWorld();
    const headers = { 'idempotency-key': '8e03978e-40d5-43dd-bc93-6894a57f9324' };
    const answers = await Promise.all([
      send(ctx, { headers }),
      send(ctx, { headers, body: formOf(['file', file('other')]) }),
      send(ctx, { headers, query: '?name=Other' }),
    ]);
    const ids = await Promise.all(answers.map(async (answer) => receivedBatchSchema.parse(await answer.json()).id));
    expect(new Set(ids).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await ctx.storage.listBatchIds({ limit: 10 })).toEqual([ids[0]]);
  });
});

describe('a new batch that cannot be one leaves nothing behind and says why:', () => {
  test.each<[string, Sent, RegExp]>([
    ['no body', { body: null }, /^The file is empty/],
    ['an empty body', { body: '' }, /^The file is empty/],
    ['an empty file', { body: formOf(['file', file('')]) }, /^The file is empty/],
    ['no file', { body: formOf(['name', 'x']) }, /^There is no file in this form/],
    ['two files', { body: formOf(['file', file()], ['file', file('{}')]) }, /^There is more than one file/],
    ['the file elsewhere', { body: formOf(['input', file()]) }, /^The file is in the field input/],
    ['a file beside it', { body: formOf(['file', file()], ['more', file()]) }, /^The file is in the field more/],
    ['an unknown field', { body: formOf(['file', file()], ['model', 'x']) }, /^There is no such field here: model/],
    ['a field of a prototype', { body: formOf(['file', file()], ['__proto__', 'x']) }, /^There is no such field here/],
    [
      'a field twice',
      { body: formOf(['name', 'x'], ['file', file()], ['name', 'y']) },
      /^The form has the field name twice/,
    ],
    [
      'a field that is too long',
      { body: formOf(['file', file()], ['name', 'x'.repeat(70_000)]) },
      /longer than 65536 bytes/,
    ],
    ['too many parts', { body: formOf(['file', file()], ...manyFields()) }, /more than 32 parts/],
    ['a form that is cut in its file', rawForm((text) => text.slice(0, 100)), /^This is no whole multipart form/],
    ['a form that is cut at its end', rawForm((text) => text.slice(0, -7)), /^This is no whole multipart form/],
    ['a form that is none', { ...rawForm(() => 'hello') }, /^This is no whole multipart form/],
    [
      'a form without a boundary',
      { headers: { 'content-type': 'multipart/form-data' } },
      /^This is no whole multipart form/,
    ],
    [
      'a query beside a form',
      { query: '?start=true', body: formOf(['file', file()]) },
      /^Beside a form nothing is read/,
    ],
    ['an unknown parameter', { query: '?strat=true' }, /^There is no such field here: strat/],
    ['a parameter twice', { query: '?name=a&name=b' }, /^The query names name twice/],
    [
      'JSON of another kind',
      { headers: { 'content-type': 'application/json' } },
      /^The content type application\/json is not/,
    ],
    ['a packed body', { headers: { 'content-encoding': 'gzip' } }, /^The body has a Content-Encoding/],
    ['fewer bytes than announced', { headers: { 'content-length': '10000' } }, /^The body broke off/],
    ['a body that breaks off', { body: inPieces(lines, new Error('gone')) }, /^The body broke off/],
    ['a key that is too long', { headers: { 'idempotency-key': 'k'.repeat(256) } }, /^An Idempotency-Key has/],
    ['a key that is empty', { headers: { 'idempotency-key': '' } }, /^An Idempotency-Key has/],
  ])('%s', async (_what, sent, sentence) => {
    const { message, ...refusal } = await whyRefused(sent);
    expect(message).toMatch(sentence);
    expect(refusal).toEqual({ status: 400, code: 'invalid_input', left: [] });
  });

  test.each<Record<string, string>>([
    { host: 'evil.example' },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('somebody else asks for it: %j', async (headers) => {
    const ctx = await makeWorld();
    const response = await send(ctx, { headers });
    expect(response.status).toBe(403);
    expect(await ctx.storage.listBatchIds({ limit: 10 })).toEqual([]);
  });
});

function manyFields(): readonly (readonly [string, string])[] {
  return Array.from({ length: 40 }, (_, index) => [`field${index}`, 'x'] as const);
}
