import { countPart } from '#lib/batch/parts/count-part.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { type JobWork, changeOf } from '#lib/batch/store/job-work.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import { loadTokenCounter } from '#lib/pricing/count-tokens.ts';
import { findJob, openJobs } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { isUnderWay } from '#lib/record/line.ts';
import { endJob } from '#lib/record/transitions.ts';
import { cutPart } from './cut-part.ts';
import { restAfterRefusal, waitInLine } from './queue.ts';
import { hasRoom, tokenLimitOf, tokensPerPiece, whyHopeless } from './rules.ts';

/**
 * True when the provider should have room for the part as it is. Otherwise the part was cut, waits in line or has
 * ended, and the record says so. Tokens are counted only where a limit is known or a job was refused.
 */
export async function findRoom(work: JobWork): Promise<boolean> {
  await countUncounted(work);
  const decision = await work.lease.save((draft) => decide(changeOf(work, draft)));
  if (typeof decision === 'boolean') return decision;
  await cutPart(work, decision.tokensPerPiece);
  return false;
}

async function countUncounted({ ctx, lease, provider, jobId }: JobWork): Promise<void> {
  const { record } = lease;
  const isLimitKnown = tokenLimitOf(record, provider) !== null;
  const isWanted = (job: JobRecord): boolean =>
    job.id === jobId ? isLimitKnown || job.tokenRefusals > 0 : isLimitKnown && isUnderWay(job);
  const uncounted = openJobs(record).filter((job) => job.tokens === null && isWanted(job));
  if (uncounted.length === 0) return;
  const count = await loadTokenCounter(record.check?.model ?? null);
  const found = new Map<string, number>();
  for (const job of uncounted) {
    lease.signal.throwIfAborted();
    found.set(job.id, await countPart(ctx, job, count));
  }
  await lease.save((draft) => {
    for (const [id, tokens] of found) {
      const job = findJob(draft, id);
      if (job !== null) job.tokens = tokens;
      if (job?.id === jobId && job.tokenRefusals > 0) restAfterRefusal({ ctx, draft, job, provider });
    }
  });
}

function decide(change: JobChange): boolean | { readonly tokensPerPiece: number } {
  const { ctx, draft, job, provider } = change;
  if (job.stage !== 'prepared' && job.stage !== 'uploaded') return false;
  const limit = tokenLimitOf(draft, provider);
  const refusal = whyHopeless(job, limit, provider, ctx.clock.now());
  if (refusal !== null) {
    endJob(draft, job, stampOf(ctx), { status: 'failed' });
    job.refusal = refusal;
    return false;
  }
  const most = tokensPerPiece(job, limit);
  if (most !== null) return { tokensPerPiece: most };
  return isDueBy(ctx, job.nextAt) && takesRoom(change);
}

/**
 * True when there is room for the job. Otherwise the job waits, and the record says so. Asked once more in the
 * save that lets the create call leave.
 */
export function takesRoom(change: JobChange): boolean {
  const { draft, job, provider } = change;
  const isRoomy = hasRoom(draft, job, tokenLimitOf(draft, provider));
  if (!isRoomy) waitInLine(change);
  return isRoomy;
}
