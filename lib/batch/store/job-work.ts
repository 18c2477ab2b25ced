import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { JobChange } from './job-change.ts';
import type { HeldLease } from './lease.ts';

/** What a step that works on one job has: the lease, and the provider whom the job is with. */
export interface JobWork {
  readonly ctx: Context;
  readonly lease: HeldLease;
  readonly provider: Provider;
  readonly jobId: string;
}

/** The work's job in the copy of the record that a save hands out. */
export function changeOf({ ctx, provider, jobId }: JobWork, draft: BatchRecord): JobChange {
  return { ctx, draft, job: getJob(draft, jobId), provider };
}
