import { inputKey, tableKeys } from '#lib/batch/store/file-keys.ts';
import { removeInputFiles } from '#lib/batch/store/remove-input-files.ts';
import { removeUnlessSaved } from '#lib/batch/store/remove-unless-saved.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { addEvent } from '#lib/record/events.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { checkAnew } from './check-anew.ts';
import { storeInRoom } from './claim-room.ts';
import { nameFromFile } from './name-from-file.ts';

interface NewInput {
  readonly batchId: string;
  readonly inputName: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Stores a file in the place of a draft's and has it checked. The earlier file stays until the new one is
 * stored whole. Throws `WrongStateError` where the workspace has no room for both.
 */
export async function putInput(ctx: Context, { batchId, inputName, content }: NewInput): Promise<void> {
  const key = inputKey(batchId, ctx.ids.next('input'));
  const earlier = await storeInRoom(ctx, content, async (bytes) => {
    const stored = await ctx.files.write(key, bytes, { signal: ctx.signal });
    return setInput(ctx, batchId, { key, name: inputName, ...stored });
  });
  await removeInputFiles(ctx, earlier.key);
  if (earlier.table === null) return;
  if (earlier.table.source.key !== earlier.key) await ctx.files.remove(earlier.table.source.key);
  if (earlier.table.reading !== null)
    await ctx.files.removeAll(tableKeys(batchId, earlier.table.reading.revision).prefix);
}

/** What the draft had before. */
interface Earlier {
  readonly key: string;
  readonly table: BatchRecord['table'];
}

async function setInput(ctx: Context, batchId: string, stored: BatchRecord['input']): Promise<Earlier> {
  try {
    const { value } = await updateBatch(ctx, batchId, (draft) => {
      assertIsDraft(draft);
      const { table } = draft;
      const { key } = draft.input;
      const hasFileName = draft.name === nameFromFile(table?.source.name ?? draft.input.name);
      if (hasFileName) draft.name = nameFromFile(stored.name);
      draft.input = { key: stored.key, name: stored.name, bytes: stored.bytes, sha256: stored.sha256 };
      draft.table = null;
      draft.leaveOutBadLines = false;
      checkAnew(draft, ctx.clock.now());
      addEvent(draft, stampOf(ctx), { kind: 'input_replaced', data: { file: stored.name, bytes: stored.bytes } });
      return { key, table };
    });
    return value;
  } catch (error) {
    await removeUnlessSaved(ctx, batchId, stored.key);
    throw error;
  }
}

export function assertIsDraft(record: BatchRecord): void {
  if (record.attempts.length > 0 || record.removeRequestedAt !== null) {
    throw new WrongStateError('Only a draft can get another file. Make a new batch for this one.');
  }
}
