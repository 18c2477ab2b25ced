import 'server-only';
import { uploadPath } from '#lib/shared/contract/upload.ts';
import { receiveUpload } from '#lib/uploads/receive-upload.ts';
import { createUploadServer } from '#lib/uploads/upload-server.ts';
import { noGuard } from './access-guard.ts';
import { assertOurs, assertSameSite } from './allowed-origins.ts';
import { toChangeByApi, toReadApi } from './context-for.ts';
import { getContext } from './context.ts';
import { mapError } from './error-map.ts';
import { guardContext } from './guard-context.ts';
import { guardRequest, withGuard } from './guarded-body.ts';
import { ourOrigins } from './our-origins.ts';
import { dataHeaders } from './security-headers.ts';
import { wantedOf } from './wanted-workspace.ts';
import { webLog } from './web-log.ts';

const describeError = (error: unknown) => mapError(error, webLog, uploadPath);

/**
 * One for the process, as it knows which uploads are being written to. Each request brings the context of its
 * own person.
 */
const server = createUploadServer({ path: uploadPath, describeError });

/** Answers every tus request. The proxy lets uploads pass, so they are checked here. */
export async function answerUpload(request: Request): Promise<Response> {
  let guard = noGuard;
  try {
    assertOurs(request.headers, ourOrigins());
    assertSameSite(request.headers);
    const changes = request.method !== 'HEAD' && request.method !== 'OPTIONS';
    const purpose = changes ? toChangeByApi : toReadApi;
    const ctx = await getContext(purpose, wantedOf(new URL(request.url)));
    guard = await guardContext(ctx);
    const response = await receiveUpload(withGuard(ctx, guard), { server, request: guardRequest(request, guard) });
    // What came before is kept, but its client is not told of it.
    guard.signal.throwIfAborted();
    return response;
  } catch (error) {
    const { status, message } = describeError(guard.signal.aborted ? guard.signal.reason : error);
    return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...dataHeaders } });
  } finally {
    guard.release();
  }
}
