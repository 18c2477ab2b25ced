import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { replaceInput } from '#lib/batch/commands/replace-input.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { parseUploadMetadata } from './upload-metadata.ts';
import { readUploadParts } from './upload-parts.ts';
import {
  findFinishedUpload,
  type FinishedUpload,
  getUploadRecord,
  saveFinishedUpload,
  uploadPartsPrefix,
} from './upload-record.ts';

/**
 * Makes a whole upload the input of a batch: of a new draft with the upload's own id, or of the draft that the
 * upload's metadata names. May be repeated after a crash at any point. Throws `ConflictError` while bytes are
 * missing, `InvalidInputError` when they are not those that the client meant, and what the verbs throw.
 */
export async function finishUpload(ctx: Context, id: string): Promise<FinishedUpload> {
  const record = await getUploadRecord(ctx.files, id);
  const earlier = await findFinishedUpload(ctx.files, id);
  if (earlier !== null) return release(ctx, id, earlier);

  const { inputName, replaces, sha256 } = parseUploadMetadata(record.metadata);
  const batchId = replaces ?? id;
  const content = readUploadParts(ctx.files, id, { bytes: record.bytes, sha256 });
  // The upload has promised these bytes, so they have room.
  const { quota: _, ...promised } = ctx;
  if (replaces === null) await createBatch(promised, { id, inputName, content, isListed: false });
  else await replaceInput(promised, { batchId, inputName, content });

  const { input } = (await getStoredBatch(ctx, batchId)).record;
  const finished: FinishedUpload = { version: 1, batchId, sha256: input.sha256 };
  await saveFinishedUpload(ctx.files, id, finished);
  await ctx.files.removeAll(uploadPartsPrefix(id));
  return release(ctx, id, finished);
}

/** From here on the batch's own file counts. */
async function release({ quota }: Context, id: string, finished: FinishedUpload): Promise<FinishedUpload> {
  await quota?.release(id);
  return finished;
}
