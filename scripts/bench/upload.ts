import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type OnSuccessPayload, Upload } from 'tus-js-client';
import { z } from 'zod';
import { uploadHeaders, uploadMetadata, uploadPath } from '#lib/shared/contract/upload.ts';

/** What the page sends at a time. */
const chunkBytes = 8 * 1024 * 1024;
const pollMs = 25;
const checkTimeoutMs = 120_000;

const batchSchema = z.object({
  check: z.object({ isRunning: z.boolean(), requests: z.number() }).nullable(),
});

/** Uploads a file as the page does and waits until its batch could be started. Gives the number of good lines. */
export async function uploadAndCheck(address: string, path: string): Promise<number> {
  const batchId = await upload(address, path);
  const deadline = AbortSignal.timeout(checkTimeoutMs);
  for (;;) {
    const response = await fetch(`${address}/api/batches/${batchId}`, { signal: deadline });
    const { check } = batchSchema.parse(await response.json());
    if (check?.isRunning === false) return check.requests;
    await delay(pollMs);
  }
}

async function upload(address: string, path: string): Promise<string> {
  const { lastResponse } = await new Promise<OnSuccessPayload>((onSuccess, onError) => {
    new Upload(createReadStream(path), {
      endpoint: `${address}${uploadPath}`,
      chunkSize: chunkBytes,
      retryDelays: null,
      metadata: { [uploadMetadata.fileName]: basename(path) },
      onSuccess,
      onError,
    }).start();
  });
  const batchId = lastResponse.getHeader(uploadHeaders.batchId);
  if (batchId === undefined) throw new Error('The upload ended without a batch.');
  return batchId;
}
