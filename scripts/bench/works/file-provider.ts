import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';

export interface FileProviderOptions {
  readonly directory: string;
  readonly maxRequestsPerJob: number;
}

/** What a network gives at a time, and how much of it lies ready. */
const chunkBytes = 64 * 1024;
const readyBytes = 1024 * 1024;

/** The result files of the job that the n-th upload became. */
export function resultPaths(directory: string, part: number): { readonly output: string; readonly errors: string } {
  return { output: join(directory, `output-${part}.jsonl`), errors: join(directory, `errors-${part}.jsonl`) };
}

/** A provider whose jobs have ended as soon as they are created, and whose result files lie in a folder already. */
export function createFileProvider({ directory, maxRequestsPerJob }: FileProviderOptions): Provider {
  let uploads = 0;
  const unused = (): Promise<never> => Promise.reject(new Error('Nothing of the kind happens while measuring.'));
  return {
    name: 'Bench',
    limits: {
      maxRequestsPerJob,
      maxBytesPerJob: null,
      maxEmbeddingInputsPerJob: null,
      maxEnqueuedTokens: null,
      maxLineBytes: null,
    },
    wantsMethodAndUrl: true,
    whyNotSendable: () => null,
    uploadFile: () => Promise.resolve({ fileId: String(++uploads) }),
    createJob: ({ fileId, metadata }) => Promise.resolve(endedJob(fileId, metadata)),
    async *downloadFile({ fileId, signal }) {
      const stream = createReadStream(join(directory, `${fileId}.jsonl`), { highWaterMark: readyBytes, signal });
      for await (const ready of stream) if (ready instanceof Uint8Array) yield* inChunks(ready);
    },
    getJob: unused,
    findJobs: () => Promise.resolve([]),
    cancelJob: unused,
    deleteFile: () => Promise.resolve(),
    listModels: () => Promise.resolve(null),
    testConnection: unused,
  };
}

function* inChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

function endedJob(fileId: string, metadata: Readonly<Record<string, string>>): ProviderJob {
  return {
    id: `batch_${fileId}`,
    status: 'completed',
    providerStatus: 'completed',
    inputFileId: fileId,
    outputFileId: `output-${fileId}`,
    errorFileId: `errors-${fileId}`,
    oddFiles: [],
    counts: null,
    errors: [],
    metadata,
    createdAt: null,
    expiresAt: null,
    endedAt: null,
  };
}
