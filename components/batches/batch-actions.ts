import type { VerbAction } from '#components/live/verb-action.ts';
import type { askForRequests } from '#lib/batch/commands/ask-for-requests.ts';
import type { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import type { chooseConnection } from '#lib/batch/commands/choose-connection.ts';
import type { chooseEndpoint } from '#lib/batch/commands/choose-endpoint.ts';
import type { chooseTableOptions } from '#lib/batch/commands/choose-table-options.ts';
import type { convertInput } from '#lib/batch/commands/convert-input.ts';
import type { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import type { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import type { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import type { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import type { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import type { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { tryNow } from '#lib/batch/commands/try-now.ts';
import type { saveTemplate } from '#lib/templates/save-template.ts';

/** What the batch pages can change, as server actions that a page hands down. */
export interface BatchActions {
  readonly saveTemplate: VerbAction<typeof saveTemplate>;
  readonly askForRequests: VerbAction<typeof askForRequests>;
  readonly chooseTableOptions: VerbAction<typeof chooseTableOptions>;
  readonly chooseEndpoint: VerbAction<typeof chooseEndpoint>;
  readonly convertInput: VerbAction<typeof convertInput>;
  readonly keepBatch: VerbAction<typeof keepBatch>;
  readonly startBatch: VerbAction<typeof startBatch>;
  readonly renameBatch: VerbAction<typeof renameBatch>;
  readonly retryBatch: VerbAction<typeof retryBatch>;
  readonly cancelBatch: VerbAction<typeof cancelBatch>;
  readonly removeBatch: VerbAction<typeof removeBatch>;
  readonly resolveJob: VerbAction<typeof resolveJob>;
  readonly chooseConnection: VerbAction<typeof chooseConnection>;
  readonly tryNow: VerbAction<typeof tryNow>;
}

/** What the page of a new batch needs of them. */
export type NewBatchActions = Pick<
  BatchActions,
  | 'keepBatch'
  | 'startBatch'
  | 'chooseEndpoint'
  | 'convertInput'
  | 'askForRequests'
  | 'chooseTableOptions'
  | 'saveTemplate'
>;
