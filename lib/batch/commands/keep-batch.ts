import { getConnection } from '#lib/batch/store/get-connection.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { addEvent } from '#lib/record/events.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { type KeepBatchInput, keepBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** Keeps an upload as a draft, with the choices made so far. Throws `WrongStateError` for a started batch. */
export const keepBatch = defineVerb({ name: 'keepBatch', right: 'run', audit: 'batch', input: keepBatchInput, run });

async function run(ctx: Context, choices: Parsed<typeof keepBatchInput>): Promise<void> {
  if (choices.connectionId !== undefined) await getConnection(ctx, choices.connectionId);
  await updateBatch(ctx, choices.batchId, (draft) => {
    if (draft.attempts.length > 0) throw new WrongStateError('This batch has been started already.');
    applyChoices(ctx, draft, choices);
  });
}

export function applyChoices(ctx: Context, draft: BatchRecord, choices: KeepBatchInput): void {
  draft.isListed = true;
  if (choices.name !== undefined) draft.name = choices.name;
  if (choices.connectionId !== undefined) draft.connectionId = choices.connectionId;
  if (choices.leaveOutBadLines === undefined || choices.leaveOutBadLines === draft.leaveOutBadLines) return;
  draft.leaveOutBadLines = choices.leaveOutBadLines;
  const lines = draft.check?.badLines ?? 0;
  if (choices.leaveOutBadLines && lines > 0) {
    addEvent(draft, stampOf(ctx), { kind: 'bad_lines_left_out', data: { lines } });
  }
}
