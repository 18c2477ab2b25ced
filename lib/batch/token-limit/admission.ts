import { countPart } from '#lib/batch/parts/count-part.ts';
import { endJobAsFailed } from '#lib/batch/steps/note-failed-call.ts';
import type { HeldLease } from '#lib/batch/store/lease.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { loadTokenCounter } from '#lib/pricing/count-tokens.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { currentAttempt, findJob, getJob } from '#lib/record/state.ts';
import { cutPart } from './cut-part.ts';
import { restAfterRefusal, waitInLine } from './queue.ts';
import { hasRoom, isUnderWay, tokenLimitOf, tokensPerPiece, whyHopeless } from './rules.ts';

/**
 * True when the provider should have room for the part as it is. Else the part was cut, waits in line or has ended, and the
 * record says so. Where no limit is known and nothing was refused, nothing is counted.
 */
export async function findRoom(ctx: Context, lease: HeldLease, provider: Provider, jobId: string): Promise<boolean> {
  await countUncounted(ctx, lease, provider, jobId);
  const decision = await lease.save((draft) => decide(ctx, draft, getJob(draft, jobId), provider));
  if (typeof decision === 'boolean') return decision;
  await cutPart(ctx, lease, provider, jobId, decision.tokensPerPiece);
  return false;
}

async function countUncounted(ctx: Context, lease: HeldLease, provider: Provider, jobId: string): Promise<void> {
  const { record } = lease;
  const isLimitKnown = tokenLimitOf(record, provider) !== null;
  const isWanted = (job: JobRecord): boolean =>
    job.id === jobId ? isLimitKnown || job.tokenRefusals > 0 : isLimitKnown && isUnderWay(job);
  const uncounted = (currentAttempt(record)?.jobs ?? []).filter((job) => job.tokens === null && isWanted(job));
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
      if (job?.id === jobId && job.tokenRefusals > 0) restAfterRefusal(ctx, draft, job, provider);
    }
  });
}

function decide(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  provider: Provider,
): boolean | { readonly tokensPerPiece: number } {
  if (job.stage !== 'prepared' && job.stage !== 'uploaded') return false;
  const limit = tokenLimitOf(draft, provider);
  const why = whyHopeless(job, limit, provider, ctx.clock.now());
  if (why !== null) {
    endJobAsFailed(ctx, draft, job);
    job.providerErrors = [{ code: 'token_limit_exceeded', message: why, param: null, line: null }];
    return false;
  }
  const most = tokensPerPiece(job, limit);
  if (most !== null) return { tokensPerPiece: most };
  return isDueBy(ctx, job.nextAt) && takesRoom(ctx, draft, job, provider);
}

/** False when the job has to wait, as it says then. Asked once more in the save that lets the create call leave. */
export function takesRoom(ctx: Context, draft: BatchRecord, job: JobRecord, provider: Provider): boolean {
  const isRoomy = hasRoom(draft, job, tokenLimitOf(draft, provider));
  if (!isRoomy) waitInLine(ctx, draft, job, provider);
  return isRoomy;
}
