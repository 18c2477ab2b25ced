import { fileURLToPath } from 'node:url';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { idInput } from '#lib/shared/contract/batch-inputs.ts';
import { type BatchEndpoint, batchEndpoints } from '#lib/shared/contract/endpoints.ts';
import { Batch } from './batch.ts';
import type { CallOptions } from './call-options.ts';
import { BatchInitializationError, BatchStorageError, withBatchErrors } from './errors.ts';
import { makeBatchFromBodies } from './make-batch-from-bodies.ts';
import { makeBatchFromFile } from './make-batch-from-file.ts';
import type { ByteProgress } from './progress.ts';
import { findConnectionId, openContext, openSession, type Session, type SessionOptions } from './session.ts';
import type { NewRequest, RequestBody } from './wire-types.ts';

export interface NewBatchOptions extends SessionOptions, CallOptions {
  /** What the dashboard calls the batch; by default the file's name. */
  readonly name?: string;
  /** How long the provider may take, such as `24h` (the default, which all take) or `7d` at Groq. */
  readonly completionWindow?: string;
  /** Called as the bytes are stored. */
  readonly onProgress?: (progress: ByteProgress) => void;
}

export interface CreateOptions<Endpoint extends BatchEndpoint> extends NewBatchOptions {
  /** Body members for all requests, such as `{ model: 'gpt-4o-mini', max_tokens: 100 }`. Those of a request itself count more. */
  readonly defaults?: Partial<RequestBody<Endpoint>>;
  /** One for each request, unique; by default random UUIDs. */
  readonly customIds?: readonly string[];
}

export interface LoadOptions extends SessionOptions, CallOptions {}

/** Batches of chat completions: `/v1/chat/completions`. */
export class OpenAIChatCompletionBatch extends Batch<'/v1/chat/completions'> {
  /** Stores a JSONL file as a batch and checks every line. Throws `BatchValidationError` with all problems, `BatchInitializationError` for a path that leads nowhere. */
  static async fromFile(path: string | URL, options: NewBatchOptions = {}): Promise<OpenAIChatCompletionBatch> {
    return new OpenAIChatCompletionBatch(...(await storeFile('/v1/chat/completions', path, options)));
  }

  /** Makes a batch of request bodies, in their order. Throws `BatchValidationError` that names the index of what cannot be sent; nothing is left out. */
  static async create(
    requests: readonly NewRequest<'/v1/chat/completions'>[],
    options: CreateOptions<'/v1/chat/completions'> = {},
  ): Promise<OpenAIChatCompletionBatch> {
    return new OpenAIChatCompletionBatch(...(await storeRequests('/v1/chat/completions', requests, options)));
  }

  /** The stored batch with this id, saved by whomever. Throws `BatchStorageError` when there is none. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIChatCompletionBatch> {
    return new OpenAIChatCompletionBatch(...(await findBatch('/v1/chat/completions', id, options)));
  }
}

/** Batches of the Responses API: `/v1/responses`. */
export class OpenAIResponsesBatch extends Batch<'/v1/responses'> {
  /** As `OpenAIChatCompletionBatch.fromFile`. */
  static async fromFile(path: string | URL, options: NewBatchOptions = {}): Promise<OpenAIResponsesBatch> {
    return new OpenAIResponsesBatch(...(await storeFile('/v1/responses', path, options)));
  }

  /** As `OpenAIChatCompletionBatch.create`. */
  static async create(
    requests: readonly NewRequest<'/v1/responses'>[],
    options: CreateOptions<'/v1/responses'> = {},
  ): Promise<OpenAIResponsesBatch> {
    return new OpenAIResponsesBatch(...(await storeRequests('/v1/responses', requests, options)));
  }

  /** As `OpenAIChatCompletionBatch.load`. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIResponsesBatch> {
    return new OpenAIResponsesBatch(...(await findBatch('/v1/responses', id, options)));
  }
}

/** Batches of embeddings: `/v1/embeddings`. All embeddings of a row are kept. */
export class OpenAIEmbeddingBatch extends Batch<'/v1/embeddings'> {
  /** As `OpenAIChatCompletionBatch.fromFile`. */
  static async fromFile(path: string | URL, options: NewBatchOptions = {}): Promise<OpenAIEmbeddingBatch> {
    return new OpenAIEmbeddingBatch(...(await storeFile('/v1/embeddings', path, options)));
  }

  /** As `OpenAIChatCompletionBatch.create`; without a model anywhere `text-embedding-3-small` is taken. */
  static async create(
    requests: readonly NewRequest<'/v1/embeddings'>[],
    options: CreateOptions<'/v1/embeddings'> = {},
  ): Promise<OpenAIEmbeddingBatch> {
    return new OpenAIEmbeddingBatch(...(await storeRequests('/v1/embeddings', requests, options)));
  }

  /** As `OpenAIChatCompletionBatch.load`. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIEmbeddingBatch> {
    return new OpenAIEmbeddingBatch(...(await findBatch('/v1/embeddings', id, options)));
  }
}

/** Batches of any endpoint: completions, moderations, images and videos have no class of their own. */
export class OpenAIBatch<Endpoint extends BatchEndpoint = BatchEndpoint> extends Batch<Endpoint> {
  /** As `OpenAIChatCompletionBatch.fromFile`, for the endpoint that the file's lines name, or only for the one that is given. */
  static async fromFile<Endpoint extends BatchEndpoint = BatchEndpoint>(
    path: string | URL,
    { endpoint, ...options }: NewBatchOptions & { readonly endpoint?: Endpoint } = {},
  ): Promise<OpenAIBatch<Endpoint>> {
    return new OpenAIBatch<Endpoint>(...(await storeFile(endpoint ?? null, path, options)));
  }

  /** As `OpenAIChatCompletionBatch.create`, for the endpoint that is given. */
  static async create<Endpoint extends BatchEndpoint>(
    requests: readonly NewRequest<Endpoint>[],
    { endpoint, ...options }: CreateOptions<Endpoint> & { readonly endpoint: Endpoint },
  ): Promise<OpenAIBatch<Endpoint>> {
    return new OpenAIBatch<Endpoint>(...(await storeRequests(endpoint, requests, options)));
  }

  /** As `OpenAIChatCompletionBatch.load`, whatever the batch's endpoint. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIBatch> {
    return new OpenAIBatch(...(await findBatch(null, id, options)));
  }
}

/** For callers without types. */
function misused(sentence: string): BatchInitializationError {
  return new BatchInitializationError('invalid_input', sentence);
}

type Found = readonly [id: string, session: Session];

async function storeFile(endpoint: BatchEndpoint | null, path: string | URL, options: NewBatchOptions): Promise<Found> {
  return withBatchErrors(BatchInitializationError, options.signal, async () => {
    if (typeof path !== 'string' && !(path instanceof URL)) throw misused('fromFile takes the path of a JSONL file.');
    const session = openSession(options);
    const ctx = await openContext(session, options);
    const connectionId = await findConnectionId(session);
    return [
      await makeBatchFromFile(ctx, typeof path === 'string' ? path : fileURLToPath(path), {
        ...options,
        endpoint,
        connectionId,
      }),
      session,
    ];
  });
}

async function storeRequests<Endpoint extends BatchEndpoint>(
  endpoint: Endpoint,
  bodies: readonly object[],
  { defaults = {}, customIds, ...options }: CreateOptions<Endpoint>,
): Promise<Found> {
  return withBatchErrors(BatchInitializationError, options.signal, async () => {
    if (!Array.isArray(bodies)) throw misused('create takes an array of request bodies.');
    if (!batchEndpoints.includes(endpoint))
      throw misused(`create needs an endpoint: one of ${batchEndpoints.join(', ')}.`);
    const session = openSession(options);
    const ctx = await openContext(session, options);
    const connectionId = await findConnectionId(session);
    // An array with holes has undefined in them: nothing is dropped.
    const requests = { endpoint, bodies: Array.from(bodies), defaults, customIds };
    return [await makeBatchFromBodies(ctx, requests, { ...options, endpoint, connectionId }), session];
  });
}

async function findBatch(endpoint: BatchEndpoint | null, id: string, options: LoadOptions): Promise<Found> {
  return withBatchErrors(BatchStorageError, options.signal, async () => {
    const session = openSession(options);
    const ctx = await openContext(session, options);
    if (!idInput.safeParse(id).success) throw new BatchStorageError('not_found', `Batch with id ${id} not found`);
    const { record } = await getStoredBatch(ctx, id);
    const stored = record.check?.endpoint ?? null;
    if (endpoint === null || stored === null || stored === endpoint) return [id, session];
    throw new BatchInitializationError(
      'invalid_input',
      `Batch ${id} is for ${stored}, not for ${endpoint}. Load it with the class of that endpoint, or with OpenAIBatch.`,
    );
  });
}
