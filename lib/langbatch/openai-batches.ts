import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import { Batch } from './batch.ts';
import type { CreateOptions, LoadOptions, NewBatchOptions, TableTemplate } from './call-options.ts';
import { create } from './calls/create.ts';
import { fromFile } from './calls/from-file.ts';
import { fromTable } from './calls/from-table.ts';
import { load } from './calls/load.ts';
import type { NewRequest } from './wire-types.ts';

/** Batches of chat completions: `/v1/chat/completions`. */
export class OpenAIChatCompletionBatch extends Batch<'/v1/chat/completions'> {
  /**
   * Stores a JSONL file as a batch and checks every line. Throws `BatchValidationError` with all problems,
   * `BatchInitializationError` for a path that leads nowhere.
   */
  static async fromFile(path: string | URL, options: NewBatchOptions = {}): Promise<OpenAIChatCompletionBatch> {
    return new OpenAIChatCompletionBatch(...(await fromFile('/v1/chat/completions', path, options)));
  }

  /**
   * Reads a CSV file or an Excel workbook, makes a request of each row by a template and checks every line.
   * Throws `BatchValidationError` for a table that cannot be read or requests that cannot be sent,
   * `BatchInitializationError` for a template that does not fit the table or this class.
   */
  static async fromTable(
    path: string | URL,
    template: TableTemplate,
    options: NewBatchOptions = {},
  ): Promise<OpenAIChatCompletionBatch> {
    return new OpenAIChatCompletionBatch(...(await fromTable('/v1/chat/completions', { path, template }, options)));
  }

  /**
   * Makes a batch of request bodies, in their order. Throws `BatchValidationError` that names the index of
   * what cannot be sent; nothing is left out.
   */
  static async create(
    requests: readonly NewRequest<'/v1/chat/completions'>[],
    options: CreateOptions<'/v1/chat/completions'> = {},
  ): Promise<OpenAIChatCompletionBatch> {
    return new OpenAIChatCompletionBatch(...(await create('/v1/chat/completions', requests, options)));
  }

  /** The stored batch with this id, saved by whomever. Throws `BatchStorageError` when there is none. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIChatCompletionBatch> {
    return new OpenAIChatCompletionBatch(...(await load('/v1/chat/completions', id, options)));
  }
}

/** Batches of the Responses API: `/v1/responses`. */
export class OpenAIResponsesBatch extends Batch<'/v1/responses'> {
  /** As `OpenAIChatCompletionBatch.fromFile`. */
  static async fromFile(path: string | URL, options: NewBatchOptions = {}): Promise<OpenAIResponsesBatch> {
    return new OpenAIResponsesBatch(...(await fromFile('/v1/responses', path, options)));
  }

  /** As `OpenAIChatCompletionBatch.fromTable`. */
  static async fromTable(
    path: string | URL,
    template: TableTemplate,
    options: NewBatchOptions = {},
  ): Promise<OpenAIResponsesBatch> {
    return new OpenAIResponsesBatch(...(await fromTable('/v1/responses', { path, template }, options)));
  }

  /** As `OpenAIChatCompletionBatch.create`. */
  static async create(
    requests: readonly NewRequest<'/v1/responses'>[],
    options: CreateOptions<'/v1/responses'> = {},
  ): Promise<OpenAIResponsesBatch> {
    return new OpenAIResponsesBatch(...(await create('/v1/responses', requests, options)));
  }

  /** As `OpenAIChatCompletionBatch.load`. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIResponsesBatch> {
    return new OpenAIResponsesBatch(...(await load('/v1/responses', id, options)));
  }
}

/** Batches of embeddings: `/v1/embeddings`. All embeddings of a row are kept. */
export class OpenAIEmbeddingBatch extends Batch<'/v1/embeddings'> {
  /** As `OpenAIChatCompletionBatch.fromFile`. */
  static async fromFile(path: string | URL, options: NewBatchOptions = {}): Promise<OpenAIEmbeddingBatch> {
    return new OpenAIEmbeddingBatch(...(await fromFile('/v1/embeddings', path, options)));
  }

  /** As `OpenAIChatCompletionBatch.fromTable`, for a template whose answer is a vector. */
  static async fromTable(
    path: string | URL,
    template: TableTemplate,
    options: NewBatchOptions = {},
  ): Promise<OpenAIEmbeddingBatch> {
    return new OpenAIEmbeddingBatch(...(await fromTable('/v1/embeddings', { path, template }, options)));
  }

  /** As `OpenAIChatCompletionBatch.create`; without a model anywhere `text-embedding-3-small` is taken. */
  static async create(
    requests: readonly NewRequest<'/v1/embeddings'>[],
    options: CreateOptions<'/v1/embeddings'> = {},
  ): Promise<OpenAIEmbeddingBatch> {
    return new OpenAIEmbeddingBatch(...(await create('/v1/embeddings', requests, options)));
  }

  /** As `OpenAIChatCompletionBatch.load`. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIEmbeddingBatch> {
    return new OpenAIEmbeddingBatch(...(await load('/v1/embeddings', id, options)));
  }
}

/** Batches of any endpoint: completions, moderations, images and videos have no class of their own. */
export class OpenAIBatch<Endpoint extends BatchEndpoint = BatchEndpoint> extends Batch<Endpoint> {
  /**
   * As `OpenAIChatCompletionBatch.fromFile`, for the endpoint that the file's lines name, or only for the one
   * that is given.
   */
  static async fromFile<Endpoint extends BatchEndpoint = BatchEndpoint>(
    path: string | URL,
    { endpoint, ...options }: NewBatchOptions & { readonly endpoint?: Endpoint } = {},
  ): Promise<OpenAIBatch<Endpoint>> {
    return new OpenAIBatch<Endpoint>(...(await fromFile(endpoint ?? null, path, options)));
  }

  /** As `OpenAIChatCompletionBatch.fromTable`, for the endpoint that the template names. */
  static async fromTable(
    path: string | URL,
    template: TableTemplate,
    options: NewBatchOptions = {},
  ): Promise<OpenAIBatch> {
    return new OpenAIBatch(...(await fromTable(null, { path, template }, options)));
  }

  /** As `OpenAIChatCompletionBatch.create`, for the endpoint that is given. */
  static async create<Endpoint extends BatchEndpoint>(
    requests: readonly NewRequest<Endpoint>[],
    { endpoint, ...options }: CreateOptions<Endpoint> & { readonly endpoint: Endpoint },
  ): Promise<OpenAIBatch<Endpoint>> {
    return new OpenAIBatch<Endpoint>(...(await create(endpoint, requests, options)));
  }

  /** As `OpenAIChatCompletionBatch.load`, whatever the batch's endpoint. */
  static async load(id: string, options: LoadOptions = {}): Promise<OpenAIBatch> {
    return new OpenAIBatch(...(await load(null, id, options)));
  }
}
