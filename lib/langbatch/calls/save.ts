import { copyBatch } from '#lib/batch/commands/copy-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { requestRemoval } from '#lib/batch/commands/remove-batch.ts';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { noteChange, updateBatch } from '#lib/batch/store/update-batch.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { Context } from '#lib/contracts/context.ts';
import { withVerb } from '#lib/verbs/define-verb.ts';
import type { SaveOptions } from '../call-options.ts';
import { advance } from '../drive.ts';
import { BatchStorageError, ignoreNotFound } from '../errors.ts';
import { type ByteProgress, countBytes } from '../progress.ts';
import { moveSession, openContext, type Session } from '../session.ts';
import { runCall } from './run-call.ts';

export interface Saving extends SaveOptions {
  /**
   * Called as soon as the batch is in another storage: calls go there from now on, even if this one fails
   * further on.
   */
  readonly onMoved: (session: Session) => void;
}

export async function save(session: Session, id: string, options: Saving): Promise<void> {
  const { signal, storage, name } = options;
  await runCall(session, { Fallback: BatchStorageError, signal }, async (ctx) => {
    const to = storage === undefined || storage === session.storage ? session : moveSession(session, storage);
    if (to !== session) await move(ctx, to, id, options);
    const target = to === session ? ctx : await openContext(to, { signal });
    const { record } = await getStoredBatch(target, id);
    if (record.attempts.length === 0) await keepBatch(target, { batchId: id, name });
    else if (name !== undefined) await renameBatch(target, { batchId: id, name });
  });
}

async function move(ctx: Context, to: Session, id: string, { onProgress, onMoved }: Saving): Promise<void> {
  const target = await openContext(to, { signal: ctx.signal });
  const connectionId = await to.findConnectionId();
  await copyBatch(ctx, { batchId: id, to: noting(target), connectionId, watch: watchBytes(onProgress) });
  onMoved(to);
  await forgetDraft(ctx, id);
}

/** What a copy is saved to, where the dashboard's audit log notes that it appeared. */
function noting(target: Context): BatchStorage {
  return {
    ...target.storage,
    saveBatch: (record, expectedVersion) =>
      target.transaction(async (tx) => {
        const version = await tx.storage.saveBatch(record, expectedVersion);
        await noteChange(tx, 'copyBatch', null, record);
        return version;
      }),
  };
}

/** Watches one file after another and reports the bytes of all of them so far. */
function watchBytes(
  onProgress: ((progress: ByteProgress) => void) | undefined,
): (content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> {
  let [copied, bytes] = [0, 0];
  return (content) => {
    copied += bytes;
    return countBytes(content, null, (progress) => {
      bytes = progress.bytes;
      onProgress?.({ bytes: copied + bytes, totalBytes: null });
    });
  };
}

/** A draft in two storages could be started, and paid for, in both. */
async function forgetDraft(ctx: Context, id: string): Promise<void> {
  await updateBatch(withVerb(ctx, { name: 'removeBatch', isNoted: false }), id, (draft) => {
    if (draft.attempts.length === 0) requestRemoval(ctx, draft);
  });
  await advance(ctx, id, { kinds: ['remove'] }).catch(ignoreNotFound);
}
