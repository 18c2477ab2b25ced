import type { Action } from '#components/live/use-action.ts';
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

export interface StartedAttempt {
  readonly attempt: number;
  readonly requests: number;
}

/** What the batch pages can change, as server actions that a page hands down. */
export interface BatchActions {
  readonly chooseEndpoint: Action<ChooseEndpointInput, unknown>;
  readonly convertInput: Action<BatchIdInput, unknown>;
  readonly keepBatch: Action<KeepBatchInput, unknown>;
  readonly startBatch: Action<StartBatchInput, StartedAttempt>;
  readonly renameBatch: Action<RenameBatchInput, unknown>;
  readonly retryBatch: Action<RetryBatchInput, StartedAttempt>;
  readonly cancelBatch: Action<BatchIdInput, unknown>;
  readonly removeBatch: Action<BatchIdInput, unknown>;
  readonly resolveJob: Action<ResolveJobInput, unknown>;
  readonly chooseConnection: Action<ChooseConnectionInput, unknown>;
  readonly tryNow: Action<BatchIdInput, unknown>;
}

/** What the page of a new batch needs of them. */
export type NewBatchActions = Pick<BatchActions, 'keepBatch' | 'startBatch' | 'chooseEndpoint' | 'convertInput'>;
