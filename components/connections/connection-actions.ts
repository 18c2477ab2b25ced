import type { VerbAction } from '#components/live/verb-action.ts';
import type { createSampleBatch } from '#lib/batch/commands/create-sample-batch.ts';
import type { createConnection } from '#lib/connections/create-connection.ts';
import type { removeConnection } from '#lib/connections/remove-connection.ts';
import type { testConnection } from '#lib/connections/test-connection.ts';
import type { updateConnection } from '#lib/connections/update-connection.ts';

/** What the page of connections can change, as server actions that the page hands down. */
export interface ConnectionActions {
  readonly create: VerbAction<typeof createConnection>;
  readonly update: VerbAction<typeof updateConnection>;
  readonly remove: VerbAction<typeof removeConnection>;
  readonly test: VerbAction<typeof testConnection>;
  readonly createSample: VerbAction<typeof createSampleBatch>;
}
