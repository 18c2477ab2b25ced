import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAI } from 'openai';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { keepSandboxKey } from '#lib/config/keep-secret.ts';
import { sampleRequests } from '#lib/sandbox/sample.ts';

const mainPath = join(import.meta.dirname, '../../../lib/sandbox/main.ts');
const ready = z.object({ type: z.literal('ready'), url: z.string() });

let dir: string;
let children: ChildProcess[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'langbatch-sandbox-process-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

const start = async (more: Record<string, string> = {}): Promise<{ child: ChildProcess; client: OpenAI }> => {
  const env = { NODE_ENV: 'test' as const, LANGBATCH_DATA_DIR: dir, LANGBATCH_SANDBOX_SECONDS: '0.4', ...more };
  const child = fork(mainPath, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.push(child);
  const { url } = z
    .tuple([ready])
    .rest(z.unknown())
    .parse(await once(child, 'message'))[0];
  const apiKey = await keepSandboxKey(dir);
  return { child, client: new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 }) };
};
const exitOf = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0];

test('a killed sandbox goes on with its jobs when it is started again', async () => {
  const first = await start();
  const file = await first.client.files.create({
    file: new File([sampleRequests('run')], 'sample.jsonl'),
    purpose: 'batch',
  });
  const batch = await first.client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  first.child.kill('SIGKILL');
  await exitOf(first.child);

  const { client } = await start();
  await vi.waitFor(async () => expect((await client.batches.retrieve(batch.id)).status).toBe('completed'), 15_000);
  const ended = await client.batches.retrieve(batch.id);
  expect(ended.request_counts).toEqual({ total: 24, completed: 19, failed: 4 });
  const output = await (await client.files.content(ended.output_file_id ?? '')).text();
  expect(output.trimEnd().split('\n')).toHaveLength(19);
});

test('it ends when it is asked to, and when its parent goes away', async () => {
  const asked = await start();
  asked.child.kill('SIGTERM');
  expect(await exitOf(asked.child)).toBe(0);
  const left = await start();
  left.child.disconnect();
  expect(await exitOf(left.child)).toBe(0);
});

test('a port that is taken is said in one sentence', async () => {
  const { client } = await start();
  const { port } = new URL(client.baseURL);
  const env = {
    NODE_ENV: 'test' as const,
    LANGBATCH_DATA_DIR: dir,
    LANGBATCH_SANDBOX_DIR: join(dir, 'other'),
    LANGBATCH_SANDBOX_PORT: port,
  };
  const child = fork(mainPath, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.push(child);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await Promise.all([exitOf(child), child.stderr === null ? null : once(child.stderr, 'close')]);
  expect(code).toBe(1);
  expect(said).toContain('The port of the sandbox is taken.');
});

test('nobody can set faults unless they are switched on', async () => {
  const [closed, open] = [await start(), await start({ LANGBATCH_SANDBOX_FAULTS: 'on' })];
  const put = async (client: OpenAI): Promise<number> => {
    const response = await fetch(new URL('/_faults', client.baseURL), { method: 'PUT', body: '{"faults": []}' });
    return response.status;
  };
  expect(await put(closed.client)).toBe(404);
  expect(await put(open.client)).toBe(200);
});

test('only who can read the data folder uses it', async () => {
  const { client } = await start();
  expect((await client.models.list()).data.length).toBeGreaterThan(0);
  await expect(client.withOptions({ apiKey: 'guessed' }).files.list()).rejects.toMatchObject({ status: 401 });
  expect((await stat(join(dir, 'sandbox-key'))).mode & 0o777).toBe(0o600);
});

test('a web page, or a name that only leads to this machine, gets no answer', async () => {
  const { client } = await start();
  const ask = async (headers: Record<string, string>): Promise<number | undefined> => {
    const authorization = `Bearer ${client.apiKey}`;
    const asked = request(`${client.baseURL}/files`, { headers: { authorization, ...headers } });
    const [response] = z
      .tuple([z.instanceof(IncomingMessage)])
      .rest(z.unknown())
      .parse(await once(asked.end(), 'response'));
    response.resume();
    return response.statusCode;
  };
  expect(await ask({})).toBe(200);
  expect(await ask({ host: `localhost:${new URL(client.baseURL).port}` })).toBe(200);
  expect(await ask({ host: 'evil.example' })).toBe(403);
  expect(await ask({ origin: 'https://evil.example' })).toBe(403);
});

test('an address that is none gets an answer', async () => {
  const { client } = await start();
  const { hostname, port } = new URL(client.baseURL);
  const [response] = z
    .tuple([z.instanceof(IncomingMessage)])
    .rest(z.unknown())
    .parse(await once(request({ hostname, port, path: '//' }).end(), 'response'));
  response.resume();
  expect(response.statusCode).toBe(404);
});
