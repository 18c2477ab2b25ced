import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { beginHold } from '#lib/record/hold.ts';

/** Somebody may give the account back its job, or the connection the key that it was sent with. */
const rareLookMs = 15 * 60_000;

/**
 * Puts a job before a person that the provider has not known for long: it may be gone, or hidden by another key or by an address that leads elsewhere. It
 * is looked at from time to time meanwhile. What has ended there, or is to be cancelled, is not to be sent again.
 */
export function askAboutUnknown({ ctx, draft, job, provider }: JobChange): void {
  const code = job.stage === 'sent' && draft.cancelRequestedAt === null ? 'job_unknown' : 'results_unknown';
  const facts = { provider: provider.name, part: job.part, providerId: job.providerId ?? '' };
  beginHold(draft, job, stampOf(ctx), { kind: 'job_in_doubt', code, facts });
  job.nextAt = after(ctx, rareLookMs);
}
