import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';

// Which moment hurts is chance: as FormData, one upload in a hundred or so ended the process.
const uploads = 300;

test('a connection that breaks during an upload is an error of that call and of nothing else', async () => {
  let calls = 0;
  const server = createServer((request) => {
    calls += 1;
    request.socket.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const provider = createOpenAiProvider({ apiKey: 'any', baseUrl: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
  const directory = await mkdtemp(join(tmpdir(), 'langbatch-dropped-'));
  const path = join(directory, 'part.jsonl');
  await writeFile(path, '{"custom_id": "1"}\n'.repeat(30));
  try {
    for (let upload = 0; upload < uploads; upload += 1) {
      const sent = provider.uploadFile({ name: 'part.jsonl', content: await openAsBlob(path) });
      await expect(sent).rejects.toMatchObject({ kind: 'unavailable' });
    }
    expect(calls).toBe(uploads);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(directory, { recursive: true, force: true });
  }
});
