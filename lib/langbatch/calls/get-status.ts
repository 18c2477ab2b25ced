import type { JobStatus } from '#lib/shared/contract/status.ts';
import type { SendOptions } from '../call-options.ts';
import { BatchStateError } from '../errors.ts';
import { assertNobodyNeeded, openAiStatusOf } from '../look-now.ts';
import { progressListener } from '../progress.ts';
import type { Session } from '../session.ts';
import { lookAtStarted } from './get-started.ts';
import { runCall } from './run-call.ts';

export async function getStatus(session: Session, id: string, { signal, onProgress }: SendOptions): Promise<JobStatus> {
  return runCall(session, { Fallback: BatchStateError, signal }, async (ctx, lastFailure) => {
    const record = await lookAtStarted(ctx, id, { sends: true, onChange: progressListener(onProgress) });
    assertNobodyNeeded(record, lastFailure());
    return openAiStatusOf(record);
  });
}
