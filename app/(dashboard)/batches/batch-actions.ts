import type { BatchActions } from '#components/batches/batch-actions.ts';
import {
  cancelBatchAction,
  keepBatchAction,
  removeBatchAction,
  renameBatchAction,
  resolveJobAction,
  retryBatchAction,
  startBatchAction,
} from './actions.ts';

/** The server actions that the batch pages hand down to their components. */
export const batchActions: BatchActions = {
  keepBatch: keepBatchAction,
  startBatch: startBatchAction,
  renameBatch: renameBatchAction,
  retryBatch: retryBatchAction,
  cancelBatch: cancelBatchAction,
  removeBatch: removeBatchAction,
  resolveJob: resolveJobAction,
};
