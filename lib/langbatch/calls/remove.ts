import { requestRemoval } from '#lib/batch/commands/remove-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { isRunning } from '#lib/record/attempts.ts';
import { withVerb } from '#lib/verbs/define-verb.ts';
import type { CallOptions } from '../call-options.ts';
import { drive } from '../drive.ts';
import { BatchStateError, BatchStorageError, ignoreNotFound } from '../errors.ts';
import { needsPerson } from '../look-now.ts';
import type { Session } from '../session.ts';
import { runCall } from './run-call.ts';

export async function remove(session: Session, id: string, { signal }: CallOptions): Promise<void> {
  await runCall(session, { Fallback: BatchStorageError, signal }, async (ctx) => {
    await updateBatch(withVerb(ctx, { name: 'removeBatch', isNoted: false }), id, (draft) => {
      if (isRunning(draft) && !needsPerson(draft))
        throw new BatchStateError('wrong_state', 'This batch is running. Cancel it and wait, then remove it.');
      requestRemoval(ctx, draft);
    });
    await drive(ctx, id, { kinds: ['remove'], isEnough: () => false }).catch(ignoreNotFound);
  });
}
