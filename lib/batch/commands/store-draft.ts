import { inputKey } from '#lib/batch/store/file-keys.ts';
import { removeUnlessSaved } from '#lib/batch/store/remove-unless-saved.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { insertBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { emptyCounts } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { type BatchRecord, recordVersion } from '#lib/record/record.ts';
import { newTable } from '#lib/record/table-record.ts';
import type { CreateBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { noUsage } from '#lib/shared/contract/usage.ts';
import { storeInRoom } from './claim-room.ts';
import { nameFromFile } from './name-from-file.ts';

/** What a draft is made with beside its file. */
export type DraftChoices = Omit<CreateBatchInput, 'id' | 'inputName' | 'content'>;

interface NewDraft extends Pick<CreateBatchInput, 'id' | 'inputName' | 'content'> {
  /** Called once the file is stored whole, as a form may bring the choices after its file. */
  readonly choose: () => Promise<DraftChoices>;
}

/**
 * Stores a file and saves a draft for it, whose check is then due. A batch that has the id already stays as it is, and
 * neither the file nor the choices are read. What is thrown leaves nothing behind. Throws `WrongStateError` for a file
 * that the workspace has no room for.
 */
export async function storeDraft(ctx: Context, draft: NewDraft): Promise<{ readonly batchId: string }> {
  const batchId = draft.id ?? ctx.ids.next('batch');
  if ((await ctx.storage.loadBatch(batchId)) !== null) return { batchId };
  return storeInRoom(ctx, draft.content, (content) => storeAs(ctx, batchId, { ...draft, content }));
}

async function storeAs(ctx: Context, batchId: string, draft: NewDraft): Promise<{ readonly batchId: string }> {
  const key = inputKey(batchId, ctx.ids.next('input'));
  const stored = await ctx.files.write(key, draft.content, { signal: ctx.signal });
  try {
    const file = { key, name: draft.inputName, bytes: stored.bytes, sha256: stored.sha256 };
    await saveDraft(ctx, batchId, file, await draft.choose());
  } catch (error) {
    await removeUnlessSaved(ctx, batchId, key);
    // Somebody else made it at the same moment; or the id is taken by a batch that is not to be found here.
    const isConflict = AppError.is(error) && error.code === 'conflict';
    if (!isConflict || (await ctx.storage.loadBatch(batchId)) === null) throw error;
  }
  return { batchId };
}

async function saveDraft(ctx: Context, id: string, file: BatchRecord['input'], choices: DraftChoices): Promise<void> {
  const record = makeDraft(ctx, choices, { id, file });
  addEvent(record, stampOf(ctx), {
    kind: 'created',
    data: { file: file.name, bytes: file.bytes, defaultModel: choices.defaultModel ?? null },
  });
  await insertBatch(ctx, record);
}

function makeDraft(
  ctx: Context,
  choices: DraftChoices,
  { id, file }: { readonly id: string; readonly file: BatchRecord['input'] },
): BatchRecord {
  const at = ctx.clock.now().toISOString();
  const { template } = choices;
  return {
    version: recordVersion,
    id,
    name: choices.name ?? nameFromFile(file.name),
    isListed: choices.isListed,
    isSample: choices.isSample,
    createdAt: at,
    createdBy: ctx.actor,
    connectionId: choices.connectionId ?? null,
    completionWindow: choices.completionWindow ?? '24h',
    tokenLimit: null,
    input: file,
    check: null,
    table: template === undefined ? null : { ...newTable(file), wanted: { template, origin: null, at, rowsMade: 0 } },
    leaveOutBadLines: false,
    chosenEndpoint: choices.endpoint ?? null,
    attempts: [],
    formerParts: [],
    counts: emptyCounts(0),
    curable: 0,
    untried: { failed: 0, missing: 0 },
    endings: { cutOff: 0, refused: 0, empty: 0 },
    resultBytes: 0,
    isIndexStale: false,
    usage: noUsage,
    cancelRequestedAt: null,
    removeRequestedAt: null,
    nextAt: at,
    failures: 0,
    hold: null,
    lease: null,
    unfinishedStarts: null,
    events: [],
  };
}
