/**
 * The LangBatch library: one object to create, start, watch, retry and read a batch. See `docs/library.md`.
 */
export {
  OpenAIBatch,
  OpenAIChatCompletionBatch,
  OpenAIEmbeddingBatch,
  OpenAIResponsesBatch,
} from './openai-batches.ts';
export type { Batch } from './batch.ts';
export type {
  CallOptions,
  CreateOptions,
  DoubtDecision,
  FileOptions,
  LoadOptions,
  NewBatchOptions,
  RetryChoice,
  RetryOptions,
  RunOptions,
  SaveOptions,
  SendOptions,
  TableTemplate,
  UnsuccessfulOptions,
  WaitOptions,
} from './call-options.ts';
export type {
  AnswerBody,
  BatchRequest,
  BatchResult,
  BatchResults,
  NewRequest,
  RequestBody,
  SuccessfulResult,
  UnsuccessfulResult,
} from './wire-types.ts';
export type { BatchProgress, ByteProgress } from './progress.ts';
export type { ProviderJobError } from '#lib/contracts/provider.ts';
export {
  BatchError,
  type BatchErrorCode,
  BatchInitializationError,
  BatchResultsError,
  BatchStartError,
  BatchStateError,
  BatchStorageError,
  BatchValidationError,
  type RequestProblem,
} from './errors.ts';
export {
  FileBatchStorage,
  MemoryBatchStorage,
  PrismaBatchStorage,
  type PrismaBatchStorageOptions,
  type SavedConnections,
} from './defaults.ts';
export { type LocalSandbox, type LocalSandboxOptions, startSandbox } from './sandbox.ts';

/** The readable part of a result line of any endpoint: `answerText(result).text`. */
export { type AnswerText, answerText } from '#lib/shared/reading/answer-text.ts';
/** The request that a template makes of a row, which is what `fromTable` sends. */
export { type NamedRow, type RenderedRequest, renderRow } from '#lib/tables/template/render-row.ts';
export type { Template } from '#lib/shared/contract/template.ts';
export type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
export type { Hold } from '#lib/shared/contract/hold.ts';
export type { BatchStatus, EndedStatus, JobStatus, OutcomeCounts } from '#lib/shared/contract/status.ts';

/** What a storage of your own is made of. */
export type { BatchRecord } from '#lib/record/record.ts';
export { hasOpenWork } from '#lib/record/due-tasks.ts';
export type { BatchPage, BatchStorage, StoredBatch } from '#lib/contracts/batch-storage.ts';
export { parseBatchRecord } from '#lib/storage/parse-batch-record.ts';
export { parseFileKey, parseFilePrefix } from '#lib/files/file-key.ts';
export { type BlockStore, storeBlocks } from '#lib/files/store-blocks.ts';
export type { ByteRange, FileStore, StoredFile } from '#lib/contracts/file-store.ts';
export { ConflictError, NotFoundError, StorageError } from '#lib/errors.ts';
