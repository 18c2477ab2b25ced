import type { DetailedError, Upload, UploadOptions } from 'tus-js-client';
import { goToSignIn } from '#components/live/go-to-sign-in.ts';
import { inPageWorkspace } from '#components/live/page-workspace.ts';
import { uploadHeaders, uploadMetadata, uploadPath } from '#lib/shared/contract/upload.ts';
import { createSpeedometer } from './upload-speed.ts';
import type { Uploading, UploadState } from './upload-state.ts';

/** Below the 10 MB at which proxies commonly cut a body. */
const chunkBytes = 8 * 1024 * 1024;
/** A lost network is waited for: about an hour, at first quickly. A server that answers with a fault is not. */
const retryDelaysMs = [0, 500, 1000, 2000, ...Array.from({ length: 720 }, () => 5000)];
const triesOnServerFault = 4;

export function started(file: File): Uploading {
  return {
    kind: 'uploading',
    fileName: file.name,
    bytesSent: 0,
    bytesTotal: file.size,
    bytesPerSecond: null,
    isStalled: false,
    isResumed: false,
  };
}

export function transferOptions(file: File, replaces: string | null): UploadOptions {
  return {
    endpoint: inPageWorkspace(uploadPath),
    chunkSize: chunkBytes,
    retryDelays: retryDelaysMs,
    removeFingerprintOnSuccess: true,
    metadata: {
      [uploadMetadata.fileName]: file.name,
      ...(replaces === null ? {} : { [uploadMetadata.replaces]: replaces }),
    },
    onAfterResponse: (request, response) => {
      const status = response.getStatus();
      const isSignedOut = status === 401;
      if (isSignedOut) goToSignIn();
      // Without this the client would throw away what has arrived and begin anew.
      if (request.getMethod() === 'HEAD' && (isSignedOut || status >= 500))
        throw new Error(`The server answered with HTTP ${status}.`);
    },
  };
}

/** `set` does nothing any more once another upload has taken the place of this one. */
export function progressHandlers(
  file: File,
  upload: Upload,
  getState: () => UploadState,
  set: (state: UploadState) => void,
): UploadOptions {
  const startedMs = performance.now();
  const measureSpeed = createSpeedometer();
  const update = (change: Partial<Uploading>): void => {
    const state = getState();
    if (state.kind === 'uploading') set({ ...state, ...change });
  };
  return {
    onProgress: (bytesSent) =>
      update({ bytesSent, bytesPerSecond: measureSpeed(performance.now(), bytesSent), isStalled: false }),
    onShouldRetry: (error, retryAttempt) => {
      const willRetry = isWorthRetrying(error, retryAttempt);
      if (willRetry) update({ isStalled: true, bytesPerSecond: null });
      return willRetry;
    },
    onError: (error) => {
      set(failed(file, error));
    },
    onSuccess: ({ lastResponse }) => {
      const replaced = upload.options.metadata?.[uploadMetadata.replaces];
      const batchId = lastResponse.getHeader(uploadHeaders.batchId) ?? replaced ?? uploadIdOf(upload.url);
      set({
        kind: 'finished',
        fileName: file.name,
        bytes: file.size,
        durationMs: performance.now() - startedMs,
        batchId,
      });
    },
  };
}

function isWorthRetrying(error: DetailedError, retryAttempt: number): boolean {
  const status = error.originalResponse?.getStatus() ?? 0;
  if (status === 0 || status === 423) return true;
  return (status === 409 || status === 429 || status >= 500) && retryAttempt < triesOnServerFault;
}

/** The server names a draft after the upload that it came from. */
function uploadIdOf(url: string | null): string {
  return decodeURIComponent(url?.split('?', 1)[0]?.split('/').at(-1) ?? '');
}

export function failed(file: File, error: unknown): UploadState {
  const response = error instanceof Error && 'originalResponse' in error ? error.originalResponse : null;
  return { kind: 'failed', fileName: file.name, sentence: sentenceOf(response) };
}

const noAnswer =
  'The server could not be reached. What has arrived is kept for a while: choose the same file again to go on.';

/**
 * What the server says where it says it in a sentence; the words of the protocol or of a proxy in between are quoted.
 */
function sentenceOf(response: unknown): string {
  if (!isResponse(response)) return noAnswer;
  const body = response.getBody().trim();
  const isText = body.length > 0 && body.length <= 300 && !body.startsWith('<') && !body.startsWith('{');
  if (isText && /^\p{Lu}.* .*[.!?]$/su.test(body)) return body;
  const said = isText ? `, “${body}”` : '';
  return `The server refused the upload (HTTP ${response.getStatus()}${said}). Choose the file again to repeat it.`;
}

function isResponse(value: unknown): value is { getStatus: () => number; getBody: () => string } {
  return typeof value === 'object' && value !== null && 'getStatus' in value && 'getBody' in value;
}
