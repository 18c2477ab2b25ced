import { once } from 'node:events';
import { IncomingMessage, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSandbox } from '#lib/langbatch/index.ts';

/** The status of `GET /v1/files` with these headers, which `fetch` would not send. */
async function ask(baseURL: string, headers: Record<string, string>): Promise<number | undefined> {
  const answered = z.tuple([z.instanceof(IncomingMessage)]).rest(z.unknown());
  const [response] = answered.parse(await once(request(`${baseURL}/files`, { headers }).end(), 'response'));
  response.resume();
  return response.statusCode;
}

describe('the sandbox of a script', () => {
  it('accepts its own key alone, and each start has another', async () => {
    await using sandbox = await startSandbox();
    await using other = await startSandbox();
    expect((await sandbox.client.files.list()).data).toEqual([]);
    expect(await ask(sandbox.baseURL, { authorization: `Bearer ${sandbox.apiKey}` })).toBe(200);
    for (const key of ['sandbox', 'any', other.apiKey]) {
      expect(await ask(sandbox.baseURL, { authorization: `Bearer ${key}` })).toBe(401);
    }
  });

  it('answers neither a name that only leads to this machine nor a web page', async () => {
    await using sandbox = await startSandbox();
    const authorization = `Bearer ${sandbox.apiKey}`;
    expect(await ask(sandbox.baseURL, { authorization, host: 'evil.example' })).toBe(403);
    expect(await ask(sandbox.baseURL, { authorization, origin: 'http://127.0.0.1:3000' })).toBe(403);
  });
});
