import { inputIndexKey, inputKey, problemsKey } from '#lib/batch/store/file-keys.ts';
import { removeUnlessSaved } from '#lib/batch/store/remove-unless-saved.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { getStoredBatch, updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { emptyCounts } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { replaceInputInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { nameFromFile } from './name-from-file.ts';

/**
 * Puts another file in the place of a draft's and has it checked. Throws `WrongStateError` for a batch that has
 * been started; the earlier file stays until the new one is stored whole.
 */
export const replaceInput = defineVerb({ name: 'replaceInput', right: 'run', input: replaceInputInput, run });

async function run(ctx: Context, input: Parsed<typeof replaceInputInput>): Promise<void> {
  const { record } = await getStoredBatch(ctx, input.batchId);
  assertIsDraft(record);
  const key = inputKey(input.batchId, ctx.ids.next('input'));
  const stored = await ctx.files.write(key, input.content, { signal: ctx.signal });
  const earlierKey = await setInput(ctx, input.batchId, { key, name: input.inputName, ...stored });
  for (const unused of [earlierKey, inputIndexKey({ key: earlierKey }), problemsKey({ key: earlierKey })]) {
    await ctx.files.remove(unused);
  }
}

async function setInput(ctx: Context, batchId: string, stored: BatchRecord['input']): Promise<string> {
  try {
    const { value } = await updateBatch(ctx, batchId, (draft) => {
      assertIsDraft(draft);
      const now = ctx.clock.now();
      const earlierKey = draft.input.key;
      const hasFileName = draft.name === nameFromFile(draft.input.name);
      if (hasFileName) draft.name = nameFromFile(stored.name);
      draft.input = { key: stored.key, name: stored.name, bytes: stored.bytes, sha256: stored.sha256 };
      draft.check = null;
      draft.leaveOutBadLines = false;
      draft.counts = emptyCounts(0);
      draft.nextAt = now.toISOString();
      draft.failures = 0;
      draft.hold = null;
      // Whoever still checks the earlier file loses the work with the lease.
      draft.lease = null;
      addEvent(draft, stampOf(ctx), { kind: 'input_replaced', data: { file: stored.name, bytes: stored.bytes } });
      return earlierKey;
    });
    return value;
  } catch (error) {
    await removeUnlessSaved(ctx, batchId, stored.key);
    throw error;
  }
}

function assertIsDraft(record: BatchRecord): void {
  if (record.attempts.length > 0 || record.removeRequestedAt !== null) {
    throw new WrongStateError('Only a draft can get another file. Make a new batch for this one.');
  }
}
