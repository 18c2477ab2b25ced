import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAI } from 'openai';
import { sandboxKeyPrefix } from '#lib/config/local-sandbox.ts';

export interface LocalSandboxOptions {
  /** How long a job takes, in seconds; 1 by default. */
  readonly jobSeconds?: number;
  /** Prompt tokens that may be enqueued for one model; no limit by default. */
  readonly tokenLimit?: number;
}

/** A provider in this process that costs nothing. Its answers are made up. */
export interface LocalSandbox extends AsyncDisposable {
  /** For the `openai` client, such as `http://127.0.0.1:4010/v1`. */
  readonly baseURL: string;
  /** The only key that it accepts, made anew for each start: other users of this machine don't know it. */
  readonly apiKey: string;
  /** A client of it, with its key. */
  readonly client: OpenAI;
  /** Ends it and removes its files. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a sandbox on a free port of this machine: OpenAI's Files and Batches APIs, to try the library and to
 * test your code with. A request whose text holds a directive such as `[[sandbox:429 once]]` or
 * `[[sandbox:missing]]` gets that fate. `await using` ends it by itself.
 */
export async function startSandbox({ jobSeconds = 1, tokenLimit }: LocalSandboxOptions = {}): Promise<LocalSandbox> {
  // Loaded on first use: who sends to a real provider needs no server.
  const { createSandbox } = await import('#lib/sandbox/sandbox.ts');
  const dir = await mkdtemp(join(tmpdir(), 'langbatch-sandbox-'));
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true });
  // A script that has come to its end does not stay for its sandbox.
  const apiKey = `${sandboxKeyPrefix}${randomBytes(24).toString('base64url')}`;
  const starting = createSandbox({
    dir,
    port: 0,
    key: apiKey,
    jobSeconds,
    tokenLimit: tokenLimit ?? null,
    keepsProcess: false,
  });
  const sandbox = await starting.catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const close = async (): Promise<void> => {
    await sandbox.close();
    await remove();
  };
  const client = new OpenAI({ baseURL: sandbox.baseUrl, apiKey });
  return { baseURL: sandbox.baseUrl, apiKey, client, close, [Symbol.asyncDispose]: close };
}
