import { hash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import type { JsonObject } from '#lib/jsonl/json-object.ts';
import { isSystemError } from '#lib/system-error.ts';

const lineOfFile = /^([0-9a-f]{64}) (\S+)$/;

/** Remembers which job was the first to hold a request with a `once` directive: only that one suffers it. */
export interface OnceClaims {
  /** The id of the first job that held the request; null when none did. */
  holderOf(key: string): string | null;
  /** Makes the job the holder of requests that have none, for good. */
  claim(keys: readonly string[], jobId: string): Promise<void>;
}

/** What a request is known by from job to job: its custom_id and body. */
export function makeOnceKey(customId: string, body: JsonObject): string {
  return hash('sha256', JSON.stringify([customId, body]), 'hex');
}

/** Opens the claims kept in the file at `path`, which need not be there yet. */
export async function openOnceClaims(path: string): Promise<OnceClaims> {
  const holders = new Map<string, string>();
  const take = (key: string, jobId: string): void => {
    if (!holders.has(key)) holders.set(key, jobId);
  };
  for (const line of (await readOrEmpty(path)).split('\n')) {
    const [, key, jobId] = lineOfFile.exec(line) ?? [];
    if (key !== undefined && jobId !== undefined) take(key, jobId);
  }
  return {
    holderOf: (key) => holders.get(key) ?? null,
    async claim(keys, jobId) {
      if (keys.length === 0) return;
      // The newline in front sets these lines apart from one that a crash cut short.
      await appendFile(path, `\n${keys.map((key) => `${key} ${jobId}`).join('\n')}\n`, { mode: 0o600, flush: true });
      for (const key of keys) take(key, jobId);
    },
  };
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}
