import { makeDueNow } from '#lib/batch/upkeep/make-due-now.ts';
import { isRunning } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { EndedStatus } from '#lib/shared/contract/status.ts';
import type { WaitOptions } from '../call-options.ts';
import { drive } from '../drive.ts';
import { BatchStateError } from '../errors.ts';
import { assertNobodyNeeded, endedStatusOf } from '../look-now.ts';
import { progressListener } from '../progress.ts';
import type { Session } from '../session.ts';
import { assertStarted, getStarted } from './get-started.ts';
import { runCall } from './run-call.ts';

export async function wait(
  session: Session,
  id: string,
  { signal, onProgress, pollMs }: WaitOptions,
): Promise<EndedStatus> {
  return runCall(session, { Fallback: BatchStateError, signal, pollMs }, async (ctx, lastFailure) => {
    await getStarted(ctx, id);
    await makeDueNow(ctx, id, { sends: true });
    const isOver = (record: BatchRecord): boolean => {
      // Whoever started it may have taken that back meanwhile.
      assertStarted(record);
      assertNobodyNeeded(record, lastFailure());
      return !isRunning(record);
    };
    return endedStatusOf(await drive(ctx, id, { isEnough: isOver, onChange: progressListener(onProgress) }));
  });
}
