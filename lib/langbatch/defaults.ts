import { join } from 'node:path';
import type { OpenAI } from 'openai';
import { isLocalSandbox } from '#lib/config/local-sandbox.ts';
import { isLoopback } from '#lib/config/loopback.ts';
import { readLibrarySettings } from '#lib/config/process-env.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { Provider, ProviderLimits } from '#lib/contracts/provider.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import { FileBatchStorage } from '#lib/storage/file/file-batch-storage.ts';

/**
 * What the settings of this process give where a caller says nothing: the one place of the library that names
 * adapters.
 */

export function defaultStorage(): BatchStorage {
  return new FileBatchStorage({ directory: join(readLibrarySettings().dataDir, 'langbatch') });
}

/** Where `getResultsFile` writes when it is told no path. */
export function defaultResultsPath(batchId: string): string {
  return join(readLibrarySettings().dataDir, 'langbatch', 'results', `${batchId}.jsonl`);
}

/** A server on this machine, such as the sandbox, is soon done, and asking it costs nothing. */
const localPollMs = 1_000;

/** How often open jobs are looked at where the caller does not say. */
export function pollIntervalMs(client: OpenAI | null): number {
  const host = client === null ? undefined : URL.parse(client.baseURL)?.hostname;
  return host !== undefined && isLoopback(host) ? localPollMs : readLibrarySettings().pollIntervalMs;
}

/** The model of requests that name none; null for endpoints that choose one themselves. */
export function defaultModel(endpoint: BatchEndpoint): string | null {
  switch (endpoint) {
    case '/v1/embeddings':
      return 'text-embedding-3-small';
    case '/v1/chat/completions':
    case '/v1/responses':
    case '/v1/completions':
      return readLibrarySettings().defaultModel;
    case '/v1/moderations':
    case '/v1/images/generations':
    case '/v1/images/edits':
    case '/v1/videos':
      return null;
  }
}

/** A client made from `OPENAI_API_KEY` and `OPENAI_BASE_URL`. Throws `InvalidInputError` when there is no key. */
export function createDefaultProvider(): Provider {
  const { apiKey, baseUrl } = readLibrarySettings().openai;
  if (apiKey === null)
    throw new InvalidInputError(
      'There is no client to send this with. Pass { client: new OpenAI(…) }, or set OPENAI_API_KEY.',
    );
  return createOpenAiProvider({ apiKey, baseUrl });
}

interface ClientOptions {
  /** Replace what is known of the provider; null and absent ones leave that. */
  readonly limits?: Partial<ProviderLimits>;
  /** How often open jobs are looked at: a sandbox is as fast as that. */
  readonly pollMs: number;
}

/** The client as a provider. */
export function createProviderForClient(client: OpenAI, { limits = {}, pollMs }: ClientOptions): Provider {
  return createOpenAiProvider({ client, limits, ...(isLocalSandbox(client.baseURL, client.apiKey) ? { pollMs } : {}) });
}

export { FileBatchStorage } from '#lib/storage/file/file-batch-storage.ts';
export { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';
export { PrismaBatchStorage, type PrismaBatchStorageOptions, type SavedConnections } from './prisma-batch-storage.ts';
