import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusal, whyRefused } from './refusal.ts';
import { chatLines, openTarget, type Target } from './target.ts';

let target: Target;
let dir: string;

beforeAll(async () => {
  target = await openTarget();
  dir = await mkdtemp(join(tmpdir(), 'langbatch-conformance-'));
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const upload = async (content: string, name = 'input.jsonl'): Promise<string> =>
  (await target.client.files.create({ file: new File([content], name), purpose: 'batch' })).id;

describe('files', () => {
  test('an upload comes back byte for byte, whatever its line ends and bytes', async () => {
    const bytes = Buffer.from('{"a": "ü\\u0000"}\r\n\n--boundary--\r\n{"b": 1e400}', 'utf8');
    const { id, ...file } = await target.client.files.create({
      file: new File([bytes], 'odd.jsonl'),
      purpose: 'batch',
    });
    expect(id).toMatch(/^file-[0-9A-Za-z]{22,}$/);
    expect(file).toMatchObject({ object: 'file', purpose: 'batch', filename: 'odd.jsonl', bytes: bytes.length });
    expect(file).toMatchObject({ status: 'processed', status_details: null });

    const content = await target.client.files.content(id);
    expect(content.headers.get('content-type')).toBe('application/octet-stream');
    expect(content.headers.get('content-disposition')).toBe('attachment; filename="odd.jsonl"');
    expect(Buffer.from(await content.arrayBuffer())).toEqual(bytes);
  });

  test('an upload of unknown length, sent in chunks, arrives whole', async () => {
    const path = join(dir, 'streamed.jsonl');
    const content = chatLines(
      target.model,
      Array.from({ length: 3000 }, (_, index) => `Say ${index}`),
    );
    await writeFile(path, content);
    const file = await target.client.files.create({ file: createReadStream(path), purpose: 'batch' });
    expect(file).toMatchObject({ bytes: content.length, filename: 'streamed.jsonl' });
  });

  test('the purpose may come before the file or after it', async () => {
    for (const names of [
      ['purpose', 'file'],
      ['file', 'purpose'],
    ]) {
      const form = new FormData();
      for (const name of names) form.append(name, name === 'file' ? new File(['{}\n'], 'a.jsonl') : 'batch');
      const response = await fetch(`${target.baseUrl}/files`, {
        method: 'POST',
        headers: { authorization: `Bearer ${target.client.apiKey}` },
        body: form,
      });
      expect(await response.json()).toMatchObject({ object: 'file', bytes: 3, purpose: 'batch' });
    }
  });

  test('a name without an extension is taken, another extension is refused', async () => {
    await expect(upload('{}\n', 'upload')).resolves.toMatch(/^file-/);
    expect(await whyRefused(upload('{}\n', 'upload.csv'))).toEqual(
      refusal(400, 'Invalid file format for Batch API. Must be .jsonl'),
    );
  });

  test('an unknown purpose is refused with the list of known ones', async () => {
    const form = new FormData();
    form.append('purpose', 'lunch');
    form.append('file', new File(['{}\n'], 'a.jsonl'));
    const response = await fetch(`${target.baseUrl}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${target.client.apiKey}` },
      body: form,
    });
    expect(response.status).toBe(400);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ error: { param: 'purpose', code: null } });
    expect(body).toContain("'lunch' is not one of ['");
  });

  test('a deleted file is gone', async () => {
    const id = await upload('{}\n');
    expect(await target.client.files.delete(id)).toMatchObject({ id, object: 'file', deleted: true });
    expect(await whyRefused(target.client.files.retrieve(id))).toEqual(
      refusal(404, `No such File object: ${id}`, 'id'),
    );
  });

  test('are listed newest first, page by page', async () => {
    const ids = [await upload('1\n'), await upload('2\n'), await upload('3\n')];
    const page = await target.client.files.list({ limit: 2, purpose: 'batch' });
    expect(page.data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(page.has_more).toBe(true);
    const next = await page.getNextPage();
    expect(next.data[0]?.id).toBe(ids[0]);
  });
});

describe('errors', () => {
  test('an unknown batch is not found', async () => {
    const id = `batch_${'0'.repeat(32)}`;
    const message = `No batch found with id '${id}'.`;
    expect(await whyRefused(target.client.batches.retrieve(id))).toEqual(refusal(404, message));
    expect(await whyRefused(target.client.batches.cancel(id))).toEqual(refusal(404, message));
  });

  test('a wrong key is refused, and a missing one', async () => {
    const wrong = new OpenAI({ baseURL: target.baseUrl, apiKey: 'sk-wrong-1234567890', maxRetries: 0 });
    const error = await whyRefused(wrong.models.list());
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(error.message).toMatch(/^Incorrect API key provided: /);
    expect(error.message).not.toContain('sk-wrong-1234567890');

    const response = await fetch(`${target.baseUrl}/models`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', code: null } });
  });

  test('every answer carries a request id, also a refusal', async () => {
    const { request_id } = await target.client.models.list().withResponse();
    expect(request_id).toMatch(/^req_[0-9a-f]{32}$/);
    const response = await fetch(`${target.baseUrl}/batches/none`);
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    expect(response.headers.get('openai-version')).toBe('2020-10-01');
  });
});
