import type { BatchActions } from '#components/batches/batch-actions.ts';
import {
  askForRequestsAction,
  cancelBatchAction,
  chooseConnectionAction,
  chooseEndpointAction,
  chooseTableOptionsAction,
  convertInputAction,
  keepBatchAction,
  removeBatchAction,
  renameBatchAction,
  resolveJobAction,
  retryBatchAction,
  saveTemplateAction,
  startBatchAction,
  tryNowAction,
} from './actions.ts';

/** The server actions that the batch pages hand down to their components. */
export const batchActions: BatchActions = {
  saveTemplate: saveTemplateAction,
  askForRequests: askForRequestsAction,
  chooseTableOptions: chooseTableOptionsAction,
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
