import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'langbatch-early-answer-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test.each([13_000, 5_000_000])(
  'a refusal before %i bytes were read is an answer, and nothing else breaks',
  async (bytes) => {
    const server = createServer((_request, response) => {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"error": {"message": "Incorrect API key."}}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : null;
      const provider = createOpenAiProvider({ apiKey: 'wrong', baseUrl: `http://127.0.0.1:${port}/v1` });
      const path = join(dir, 'input.jsonl');
      await writeFile(path, 'x'.repeat(bytes));
      for (let count = 0; count < 5; count += 1) {
        const content = await openAsBlob(path);
        // An error behind the call's back would fail the run as unhandled.
        await expect(provider.uploadFile({ name: 'a.jsonl', content })).rejects.toMatchObject({ kind: 'key_refused' });
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
);
