import 'server-only';
import { uploadPath } from '#lib/shared/contract/upload.ts';
import { createUploadServer } from '#lib/uploads/upload-server.ts';
import type { UploadServer } from '#lib/uploads/upload-server.ts';
import { assertOurs, assertSameSite } from './allowed-origins.ts';
import { getContext } from './context.ts';
import { mapError } from './error-map.ts';
import { ourOrigins } from './our-origins.ts';
import { dataHeaders } from './security-headers.ts';
import { webLog } from './web-log.ts';

const describeError = (error: unknown) => mapError(error, webLog, uploadPath);

let starting: Promise<UploadServer> | null = null;

/** One for the process, as it knows which uploads are being written to. A failed start is repeated by the next caller. */
function getUploadServer(): Promise<UploadServer> {
  starting ??= getContext()
    .then((ctx) => createUploadServer({ ctx, path: uploadPath, describeError }))
    .catch((error: unknown) => {
      starting = null;
      throw error;
    });
  return starting;
}

/** Answers every tus request. The proxy lets uploads pass, so they are checked here. */
export async function answerUpload(request: Request): Promise<Response> {
  try {
    assertOurs(request.headers, ourOrigins());
    assertSameSite(request.headers);
    const answer = await getUploadServer();
    return await answer(request);
  } catch (error) {
    const { status, message } = describeError(error);
    return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...dataHeaders } });
  }
}
