'use server';

import { defineAction } from '#app/_server/define-action.ts';
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

export const chooseEndpointAction = defineAction(chooseEndpoint);
export const convertInputAction = defineAction(convertInput);
export const keepBatchAction = defineAction(keepBatch);
export const renameBatchAction = defineAction(renameBatch);
export const startBatchAction = defineAction(startBatch);
export const retryBatchAction = defineAction(retryBatch);
export const cancelBatchAction = defineAction(cancelBatch);
export const removeBatchAction = defineAction(removeBatch);
export const resolveJobAction = defineAction(resolveJob);
export const chooseConnectionAction = defineAction(chooseConnection);
export const tryNowAction = defineAction(tryNow);
export const createSampleBatchAction = defineAction(createSampleBatch);
