'use server';

import { defineAction } from '#app/_server/define-action.ts';
import type { StartedAttempt } from '#lib/batch/commands/begin-attempt.ts';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { chooseConnection } from '#lib/batch/commands/choose-connection.ts';
import { chooseEndpoint } from '#lib/batch/commands/choose-endpoint.ts';
import { convertInput } from '#lib/batch/commands/convert-input.ts';
import { createSampleBatch } from '#lib/batch/commands/create-sample-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { tryNow } from '#lib/batch/commands/try-now.ts';
import type {
  BatchIdInput,
  ChooseConnectionInput,
  ChooseEndpointInput,
  KeepBatchInput,
  RenameBatchInput,
  ResolveJobInput,
  RetryBatchInput,
  StartBatchInput,
} from '#lib/shared/contract/batch-inputs.ts';

export const chooseEndpointAction = defineAction<ChooseEndpointInput, void>(chooseEndpoint);
export const convertInputAction = defineAction<BatchIdInput, void>(convertInput);
export const keepBatchAction = defineAction<KeepBatchInput, void>(keepBatch);
export const renameBatchAction = defineAction<RenameBatchInput, void>(renameBatch);
export const startBatchAction = defineAction<StartBatchInput, StartedAttempt>(startBatch);
export const retryBatchAction = defineAction<RetryBatchInput, StartedAttempt>(retryBatch);
export const cancelBatchAction = defineAction<BatchIdInput, void>(cancelBatch);
export const removeBatchAction = defineAction<BatchIdInput, void>(removeBatch);
export const resolveJobAction = defineAction<ResolveJobInput, void>(resolveJob);
export const chooseConnectionAction = defineAction<ChooseConnectionInput, void>(chooseConnection);
export const tryNowAction = defineAction<BatchIdInput, void>(tryNow);
export const createSampleBatchAction = defineAction<void, { readonly batchId: string }>(createSampleBatch);
