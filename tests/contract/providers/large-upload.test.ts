import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';

const mainPath = join(import.meta.dirname, '../../../lib/sandbox/main.ts');
const ready = z.tuple([z.object({ type: z.literal('ready'), url: z.string() })]).rest(z.unknown());
const megabyte = 1024 * 1024;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'langbatch-large-upload-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function makeFile(bytes: number): Promise<Blob> {
  const path = join(dir, 'large.jsonl');
  const handle = await open(path, 'w');
  await handle.writeFile('{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{}}\n');
  await handle.truncate(bytes);
  await handle.close();
  return openAsBlob(path);
}

test('an upload of 200 MB and its download hold a small part of it in memory', async () => {
  const child = fork(mainPath, {
    // With faults on it asks for no key.
    env: { NODE_ENV: 'test', LANGBATCH_SANDBOX_DIR: join(dir, 'sandbox'), LANGBATCH_SANDBOX_FAULTS: 'on' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let peakBytes = 0;
  const look = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers);
  }, 5);
  try {
    const [{ url }] = ready.parse(await once(child, 'message'));
    const provider = createOpenAiProvider({ apiKey: 'any', baseUrl: `${url}/v1` });
    const { fileId } = await provider.uploadFile({ name: 'large.jsonl', content: await makeFile(200 * megabyte) });
    let received = 0;
    for await (const chunk of provider.downloadFile({ fileId, maxBytes: 10 ** 9 })) received += chunk.length;
    expect(received).toBe(200 * megabyte);
    expect(peakBytes).toBeLessThan(100 * megabyte);
  } finally {
    clearInterval(look);
    child.kill('SIGKILL');
  }
});

test('an upload that is redirected is refused with a sentence, for its body could not be sent on', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(307, { location: 'https://elsewhere.test/v1/files' }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : null;
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const provider = createOpenAiProvider({ apiKey: 'any', baseUrl, name: 'Acme', maxRetries: 0 });
    await expect(provider.uploadFile({ name: 'a.jsonl', content: new Blob(['{}']) })).rejects.toMatchObject({
      kind: 'rejected',
      mayHaveHappened: false,
      message: `Acme redirects calls from 127.0.0.1:${port} to another address, and keys are not sent there. Enter that address in the connection.`,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
