import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';
import { chatLines } from './target.ts';

let sandbox: TestSandbox;
let provider: Provider;

const connect = (change: { apiKey?: string; baseUrl?: string; maxRetries?: number } = {}): Provider =>
  createOpenAiProvider({ apiKey: 'any', baseUrl: sandbox.baseUrl, name: 'The sandbox', maxRetries: 0, ...change });

beforeEach(async () => {
  sandbox = await startSandbox();
  provider = connect();
});
afterEach(() => sandbox.close());

const upload = async (contents: readonly string[] = ['One', 'Two']): Promise<string> =>
  (await provider.uploadFile({ name: 'token-1.jsonl', content: new Blob([chatLines('gpt-4o-mini', contents)]) }))
    .fileId;
const createFrom = (fileId: string, token = 'token-1'): Promise<ProviderJob> =>
  provider.createJob({
    fileId,
    endpoint: '/v1/chat/completions',
    completionWindow: '24h',
    token,
    metadata: {},
  });
const maxBytes = 1_000_000;
const finish = async (jobId: string): Promise<ProviderJob> => {
  sandbox.finishJobs();
  return provider.getJob({ jobId });
};
const download = async (fileId: string | null): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of provider.downloadFile({ fileId: fileId ?? '', maxBytes })) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
const errorOf = async (call: Promise<unknown>): Promise<ProviderError> => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!ProviderError.is(error)) throw new Error('The call did not fail with a ProviderError.', { cause: error });
  return error;
};
const callsOf = async (operation: string): Promise<number> =>
  (await sandbox.calls()).filter((call) => call.operation === operation).length;

describe('a job from upload to download', () => {
  test('runs through the adapter alone', async () => {
    const fileId = await upload(['One', 'Two [[sandbox:500]]']);
    const created = await createFrom(fileId);
    expect(created).toMatchObject({
      status: 'validating',
      providerStatus: 'validating',
      inputFileId: fileId,
      outputFileId: null,
      errorFileId: null,
      counts: { total: 0, completed: 0, failed: 0 },
      errors: [],
      metadata: { langbatch_token: 'token-1' },
      createdAt: sandbox.now(),
      endedAt: null,
    });
    const ended = await finish(created.id);
    expect(ended).toMatchObject({ status: 'completed', counts: { total: 2, completed: 1, failed: 1 } });
    expect(ended.endedAt).toEqual(sandbox.now());
    expect(await download(ended.outputFileId)).toContain('"custom_id": "r-1"');
    expect(await download(ended.errorFileId)).toContain('"custom_id": "r-2"');
  });

  test('that fails in validation says which lines are bad', async () => {
    const content = new Blob([chatLines('gpt-4o-mini', ['One']), 'no json\n{"also": 1']);
    const { fileId } = await provider.uploadFile({ name: 'a.jsonl', content });
    const failed = await finish((await createFrom(fileId)).id);
    expect(failed).toMatchObject({ status: 'failed', outputFileId: null });
    expect(failed.errors.map(({ code, line }) => [code, line])).toEqual([
      ['invalid_json_line', 2],
      ['invalid_json_line', 3],
    ]);
  });

  test('can take its file from disk, and an upload that breaks off is sent again from the start', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'langbatch-upload-'));
    try {
      const path = join(dir, 'part.jsonl');
      const content = chatLines('gpt-4o-mini', ['One']).repeat(2000);
      await writeFile(path, content);
      await sandbox.setFaults({ kind: 'error_before', operation: 'files.create', statusCode: 503 });
      const { fileId } = await connect({ maxRetries: 1 }).uploadFile({
        name: 'token-9.jsonl',
        content: await openAsBlob(path),
      });
      expect(await download(fileId)).toBe(content);
      expect(await callsOf('files.create')).toBe(2);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

describe('createJob', () => {
  test('is sent once and not again when the connection breaks after the work was done', async () => {
    const fileId = await upload();
    await sandbox.setFaults({ kind: 'drop_after', operation: 'batches.create' });
    const error = await errorOf(
      connect({ maxRetries: 2 }).createJob({
        fileId,
        endpoint: '/v1/chat/completions',
        completionWindow: '24h',
        token: 'token-1',
        metadata: {},
      }),
    );
    expect(error).toMatchObject({ kind: 'unavailable', statusCode: null, mayHaveHappened: true });
    expect(error.message).toMatch(/^The connection to The sandbox broke/);
    expect(await callsOf('batches.create')).toBe(1);
  });

  test.each([
    ['a 500 after the work', { kind: 'error_after', operation: 'batches.create' }, 'unavailable', true],
    ['a 502 of a gateway', { kind: 'html', operation: 'batches.create' }, 'unavailable', true],
    [
      'a page of HTML with status 200',
      { kind: 'html', operation: 'batches.create', statusCode: 200 },
      'unreadable',
      true,
    ],
    [
      'a page of HTML with status 404',
      { kind: 'html', operation: 'batches.create', statusCode: 404 },
      'unreadable',
      false,
    ],
    ['a 429', { kind: 'rate_limit', operation: 'batches.create' }, 'rate_limited', false],
    ['no money left', { kind: 'rate_limit', operation: 'batches.create', quota: true }, 'quota', false],
  ] as const)('met by %s', async (_what, fault, kind, mayHaveHappened) => {
    const fileId = await upload();
    await sandbox.setFaults(fault);
    const error = await errorOf(
      connect({ maxRetries: 2 }).createJob({
        fileId,
        endpoint: '/v1/chat/completions',
        completionWindow: '24h',
        token: 'token-1',
        metadata: {},
      }),
    );
    expect(error).toMatchObject({ kind, mayHaveHappened });
    expect(await callsOf('batches.create')).toBe(1);
  });

  test('that never left says so', async () => {
    const { port } = new URL(sandbox.url);
    await sandbox.close();
    const error = await errorOf(createFrom('file-1'));
    expect(error).toMatchObject({ kind: 'unavailable', statusCode: null, mayHaveHappened: false });
    expect(error.message).toBe(`Nothing answers at 127.0.0.1:${port}. Check the address.`);
    sandbox = await startSandbox();
  });

  test('that the provider refuses carries its words', async () => {
    const error = await errorOf(
      provider.createJob({
        fileId: 'x',
        endpoint: '/v1/chat/completions',
        completionWindow: '48h',
        token: 'token-1',
        metadata: {},
      }),
    );
    expect(error).toMatchObject({
      kind: 'rejected',
      statusCode: 400,
      providerCode: 'invalid_value',
      providerMessage: "Invalid value: '48h'. Supported values are: '24h'.",
      retryable: false,
    });
    expect(error.message).toContain("“Invalid value: '48h'. Supported values are: '24h'.”");
  });
});

describe('findJobs', () => {
  const find = (fileId: string, token: string, createdAfter = new Date(0)): Promise<readonly ProviderJob[]> =>
    provider.findJobs({ fileIds: [fileId], token, createdAfter });

  test('finds by file or token, oldest first, over many pages', async () => {
    const fileId = await upload();
    const otherFileId = await upload();
    const first = await createFrom(fileId, 'token-1');
    sandbox.advance(1000);
    for (let count = 0; count < 150; count += 1) await createFrom(otherFileId, `other-${count}`);
    sandbox.advance(1000);
    const second = await createFrom(otherFileId, 'token-1');

    const found = await find(fileId, 'token-1');
    expect(found.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(await callsOf('batches.list')).toBe(2);
    expect(await find('file-none', 'none')).toEqual([]);
  });

  test('stops at jobs older than it was asked for', async () => {
    const fileId = await upload();
    for (let count = 0; count < 101; count += 1) await createFrom(fileId, `old-${count}`);
    sandbox.advance(60_000);
    const createdAfter = new Date(sandbox.now().getTime() - 1000);
    const fresh = await createFrom(fileId, 'fresh');
    const found = await find('file-none', 'fresh', createdAfter);
    expect(found.map(({ id }) => id)).toEqual([fresh.id]);
    expect(await callsOf('batches.list')).toBe(1);
  });

  test('does not see what a lagging list does not show yet', async () => {
    const fileId = await upload();
    await createFrom(fileId);
    await sandbox.setFaults({ kind: 'lagging_list', seconds: 5, count: null });
    expect(await find(fileId, 'token-1')).toEqual([]);
    sandbox.advance(5000);
    expect(await find(fileId, 'token-1')).toHaveLength(1);
  });
});

describe('cancelJob', () => {
  test('asks for the end of a job', async () => {
    const job = await createFrom(await upload());
    expect(await provider.cancelJob({ jobId: job.id })).toMatchObject({ status: 'cancelling' });
  });

  test('returns a job that has ended as it is, after one refused call', async () => {
    const job = await createFrom(await upload());
    const ended = await finish(job.id);
    expect(await connect({ maxRetries: 2 }).cancelJob({ jobId: job.id })).toEqual(ended);
    expect(await callsOf('batches.cancel')).toBe(1);
  });

  test('of a job that is not there is an error', async () => {
    expect(await errorOf(provider.cancelJob({ jobId: `batch_${'0'.repeat(32)}` }))).toMatchObject({
      kind: 'not_found',
      statusCode: 404,
    });
  });
});

describe('downloadFile', () => {
  const large = async (): Promise<string> => upload(Array.from({ length: 5000 }, (_, index) => `Request ${index}`));

  test('that is cut off throws and does not end quietly', async () => {
    const fileId = await large();
    await sandbox.setFaults({ kind: 'cut', afterBytes: 300_000 });
    const error = await errorOf(download(fileId));
    expect(error).toMatchObject({ kind: 'unavailable', retryable: true });
    expect((await download(fileId)).length).toBeGreaterThan(300_000);
  });

  test('of a page of HTML throws instead of giving it for results', async () => {
    const fileId = await large();
    await sandbox.setFaults({ kind: 'html', operation: 'files.content', statusCode: 200 });
    expect(await errorOf(download(fileId))).toMatchObject({ kind: 'unreadable' });
  });

  test('ends with the abort of its signal, with the reason given', async () => {
    const fileId = await large();
    await sandbox.setFaults({ kind: 'slow', operation: 'files.content', delayMs: 20, count: null });
    const abort = new AbortController();
    const reason = new Error('enough');
    const chunks: number[] = [];
    const reading = (async () => {
      for await (const chunk of provider.downloadFile({ fileId, maxBytes, signal: abort.signal })) {
        chunks.push(chunk.length);
        abort.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(chunks).toHaveLength(1);
  });

  test('that is left in the middle lets the connection go', async () => {
    const fileId = await large();
    for await (const chunk of provider.downloadFile({ fileId, maxBytes })) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await provider.testConnection()).modelCount).toBeGreaterThan(0);
  });

  test('of a file that is gone is an error', async () => {
    expect(await errorOf(download('file-none'))).toMatchObject({ kind: 'not_found' });
  });
});

describe('odd answers', () => {
  test('an unknown status is kept as it is', async () => {
    const job = await createFrom(await upload());
    await sandbox.setFaults({ kind: 'unknown_status', status: 'Rebalancing' });
    expect(await provider.getJob({ jobId: job.id })).toMatchObject({ status: null, providerStatus: 'Rebalancing' });
  });

  test('empty file ids and missing counts are no file and no count', async () => {
    const job = await createFrom(await upload());
    await sandbox.setFaults({ kind: 'empty_file_ids' }, { kind: 'lying_counts', counts: null });
    expect(await provider.getJob({ jobId: job.id })).toMatchObject({ outputFileId: null, errorFileId: null });
    expect(await provider.getJob({ jobId: job.id })).toMatchObject({ counts: null });
  });

  test('a wait that the provider asks for is passed on', async () => {
    const job = await createFrom(await upload());
    await sandbox.setFaults({ kind: 'rate_limit', operation: 'batches.retrieve', retryAfterSeconds: 37 });
    const error = await errorOf(provider.getJob({ jobId: job.id }));
    expect(error).toMatchObject({ kind: 'rate_limited', retryAfterMs: 37_000, retryable: true });
    expect(error.message).toBe(
      'The sandbox’s rate limit was reached: “Rate limit reached for requests. Please try again later.” (rate_limit_exceeded). Try again in 37 s.',
    );
  });

  test('an abort is thrown as it is, not as an error of the provider', async () => {
    const reason = new Error('shutting down');
    const call = provider.getJob({ jobId: 'batch_1', signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });
});

describe('testConnection', () => {
  test('counts the models of an account that works', async () => {
    expect(await provider.testConnection()).toMatchObject({ modelCount: 5 });
  });

  test('works for a provider that needs no key', async () => {
    expect(await connect({ apiKey: '' }).testConnection()).toMatchObject({ modelCount: 5 });
  });

  test('tells a refused key, without repeating it', async () => {
    const error = await errorOf(connect({ apiKey: 'sandbox-refuse-0123456789' }).testConnection());
    expect(error).toMatchObject({ kind: 'key_refused', statusCode: 401, providerCode: 'invalid_api_key' });
    expect(JSON.stringify([error.message, error.providerMessage, String(error.cause)])).not.toContain('0123456789');
  });

  test('tells an address that is not the API', async () => {
    expect(await errorOf(connect({ baseUrl: `${sandbox.url}/_nothing` }).testConnection())).toMatchObject({
      kind: 'not_found',
    });
    await sandbox.setFaults({ kind: 'html', operation: 'models.list', statusCode: 200 });
    expect(await errorOf(provider.testConnection())).toMatchObject({ kind: 'unreadable', statusCode: 200 });
  });
});

test('a file can be deleted, and deleting it again is no error', async () => {
  const fileId = await upload();
  await provider.deleteFile({ fileId });
  await provider.deleteFile({ fileId });
  expect(await errorOf(download(fileId))).toMatchObject({ kind: 'not_found' });
});
