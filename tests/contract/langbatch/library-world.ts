import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { BatchError, type LocalSandbox, MemoryBatchStorage, startSandbox } from '#lib/langbatch/index.ts';

/** Waits for a sandbox, whose jobs take no time to speak of. */
export const quick = { pollMs: 20 };

/** What a script that uses the library has, anew for each test. */
export interface LibraryWorld {
  readonly sandbox: LocalSandbox;
  readonly storage: MemoryBatchStorage;
  readonly directory: string;
  /** The options of a call: this sandbox, this storage. */
  readonly ours: () => { readonly client: LocalSandbox['client']; readonly storage: MemoryBatchStorage };
  /** Stores a file and gives its path. */
  readonly storeFile: (text: string | Buffer, name?: string) => Promise<string>;
}

export function useLibraryWorld(): LibraryWorld {
  let sandbox: LocalSandbox;
  let storage: MemoryBatchStorage;
  let directory: string;
  beforeEach(async () => {
    sandbox = await startSandbox({ jobSeconds: 0.05 });
    storage = new MemoryBatchStorage();
    directory = await mkdtemp(join(tmpdir(), 'langbatch-library-'));
  });
  afterEach(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    get sandbox() {
      return sandbox;
    },
    get storage() {
      return storage;
    },
    get directory() {
      return directory;
    },
    ours: () => ({ client: sandbox.client, storage }),
    async storeFile(text, name = 'data.jsonl') {
      const path = join(directory, name);
      await writeFile(path, text);
      return path;
    },
  };
}

/** The error of the library that `work` rejects with; anything else is thrown. */
export async function thrownBy(work: Promise<unknown>): Promise<BatchError> {
  const error = await work.then(
    () => new Error('Nothing was thrown.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof BatchError) return error;
  throw error;
}

export function chatLine(customId: string, content: string): string {
  return JSON.stringify({
    custom_id: customId,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content }] },
  });
}

/** Two that succeed, one that fails once, one that always fails and one that gets no answer the first time. */
export const mixed = [
  chatLine('good-1', 'Say yes.'),
  chatLine('limited', '[[sandbox:429 once]]'),
  chatLine('refused', '[[sandbox:400]]'),
  chatLine('lost', '[[sandbox:missing once]]'),
  chatLine('good-2', 'Say no.'),
];
