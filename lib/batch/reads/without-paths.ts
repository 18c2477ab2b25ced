import type { BatchView, JobView } from '#lib/shared/contract/batch-view.ts';
import { hostOnly } from '#lib/shared/contract/call-fault.ts';

/** The batch for who may not see connections whole: a failed call tells of its host, and not of the path. */
export function withoutPaths(batch: BatchView): BatchView {
  return {
    ...batch,
    hold: ofHold(batch.hold),
    attempts: batch.attempts.map((attempt) => ({ ...attempt, jobs: attempt.jobs.map(ofJob) })),
  };
}

function ofJob(job: JobView): JobView {
  const { refusal } = job;
  return {
    ...job,
    hold: ofHold(job.hold),
    refusal:
      refusal?.code === 'call_refused'
        ? { ...refusal, facts: { ...refusal.facts, fault: hostOnly(refusal.facts.fault) } }
        : refusal,
  };
}

function ofHold(hold: BatchView['hold']): BatchView['hold'] {
  if (hold?.code !== 'job_in_doubt' || hold.facts.listFault === null) return hold;
  return { ...hold, facts: { ...hold.facts, listFault: hostOnly(hold.facts.listFault) } };
}
