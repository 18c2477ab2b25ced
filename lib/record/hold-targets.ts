import type { HoldKind } from '#lib/shared/contract/status.ts';
import { openJobs } from './attempts.ts';
import type { JobRecord } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/** What a person may have fixed meanwhile: at the provider, on the line to it, or on this machine. */
export const perhapsFixed: readonly HoldKind[] = ['key_refused', 'spending_limit', 'provider_down', 'refused'];

/** All that may be held: the batch itself and the jobs of its current attempt. */
export function holdTargets(draft: BatchRecord): readonly (BatchRecord | JobRecord)[] {
  return [draft, ...openJobs(draft)];
}
