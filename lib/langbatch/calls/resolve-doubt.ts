import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import type { Context } from '#lib/contracts/context.ts';
import { openJobs } from '#lib/record/attempts.ts';
import type { DoubtDecision, SendOptions } from '../call-options.ts';
import { BatchStateError } from '../errors.ts';
import type { Session } from '../session.ts';
import { getStarted } from './get-started.ts';
import { sendCall } from './send-call.ts';

export async function resolveDoubt(
  session: Session,
  id: string,
  { decision, signal, onProgress }: SendOptions & { readonly decision: DoubtDecision },
): Promise<void> {
  const begin = async (ctx: Context): Promise<void> => {
    const inDoubt = openJobs(await getStarted(ctx, id)).filter(({ hold }) => hold?.kind === 'job_in_doubt');
    if (inDoubt.length === 0) throw new BatchStateError('wrong_state', 'Nothing is in doubt about this batch.');
    for (const { id: jobId } of inDoubt) await resolveJob(ctx, { batchId: id, jobId, decision });
  };
  await sendCall(session, id, { Fallback: BatchStateError, signal, onProgress, token: null, begin });
}
