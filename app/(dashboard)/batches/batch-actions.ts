import type { BatchActions } from '#components/batches/batch-actions.ts';
import {
  cancelBatchAction,
  chooseConnectionAction,
  chooseEndpointAction,
  convertInputAction,
  keepBatchAction,
  removeBatchAction,
  renameBatchAction,
  resolveJobAction,
  retryBatchAction,
  startBatchAction,
  tryNowAction,
} from './actions.ts';

/** The server actions that the batch pages hand down to their components. */
export const batchActions: BatchActions = {
  chooseEndpoint: chooseEndpointAction,
  convertInput: convertInputAction,
  keepBatch: keepBatchAction,
  startBatch: startBatchAction,
  renameBatch: renameBatchAction,
  retryBatch: retryBatchAction,
  cancelBatch: cancelBatchAction,
  removeBatch: removeBatchAction,
  resolveJob: resolveJobAction,
  chooseConnection: chooseConnectionAction,
  tryNow: tryNowAction,
};
