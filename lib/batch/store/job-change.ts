import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** A change of one job inside a save: the copies of the record and of the job to alter, and whom the job is with. */
export interface JobChange {
  readonly ctx: Context;
  readonly draft: BatchRecord;
  readonly job: JobRecord;
  readonly provider: Provider;
}
