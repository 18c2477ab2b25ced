import type { DetailedError, Upload, UploadOptions } from 'tus-js-client';
import { loadTus } from './interrupted-uploads.ts';
import { createSpeedometer } from './upload-speed.ts';

export const uploadEndpoint = '/api/tus';

/** Below the 10 MB at which proxies commonly cut a body. */
const chunkBytes = 8 * 1024 * 1024;
/** A lost network is waited for: about an hour, at first quickly. A server that answers with a fault is not. */
const retryDelaysMs = [0, 500, 1000, 2000, ...Array.from({ length: 720 }, () => 5000)];
const triesOnServerFault = 4;

export type UploadState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'uploading';
      readonly fileName: string;
      readonly bytesSent: number;
      readonly bytesTotal: number;
      readonly bytesPerSecond: number | null;
      /** The last try failed and the next one is awaited. */
      readonly isStalled: boolean;
      /** It goes on from where an earlier upload of the same file stopped. */
      readonly isResumed: boolean;
    }
  | { readonly kind: 'failed'; readonly fileName: string; readonly sentence: string }
  | {
      readonly kind: 'finished';
      readonly fileName: string;
      readonly bytes: number;
      readonly durationMs: number;
      /** The draft that the server made of it. */
      readonly batchId: string;
    };

export interface Uploader {
  readonly getState: () => UploadState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Uploads the file, from where an earlier upload of it stopped when there is one. `replaces` is a draft's id. */
  readonly start: (file: File, replaces: string | null) => void;
  /** Stops and tells the server to forget what has arrived. */
  readonly cancel: () => void;
  /** Tries again at once, instead of at the next planned time. */
  readonly wake: () => void;
}

const idle: UploadState = { kind: 'idle' };

/** One upload at a time, over tus: resumable, with progress. Its state is an external store for React. */
export function createUploader(): Uploader {
  let state: UploadState = idle;
  let current: Upload | null = null;
  /** Counts starts and cancels, so that what belongs to an earlier one changes nothing. */
  let turn = 0;
  const listeners = new Set<() => void>();
  const set = (next: UploadState): void => {
    state = next;
    if (next.kind !== 'uploading') current = null;
    for (const listener of listeners) listener();
  };
  const takeTurn = (next: UploadState): number => {
    current?.abort(true).catch(() => undefined);
    current = null;
    set(next);
    turn += 1;
    return turn;
  };
  const begin = async (file: File, replaces: string | null, own: number): Promise<void> => {
    const tus = await loadTus();
    const upload: Upload = new tus.Upload(file, transferOptions(file, replaces));
    Object.assign(
      upload.options,
      progressHandlers(file, upload, () => (turn === own ? state : null), set),
    );
    const [previous] = await upload.findPreviousUploads();
    if (turn !== own) return;
    if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
    set({ ...started(file), isResumed: previous !== undefined });
    current = upload;
    upload.start();
  };
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (file, replaces) => {
      const own = takeTurn(started(file));
      begin(file, replaces, own).catch((error: unknown) => (turn === own ? set(failed(file, error)) : undefined));
    },
    cancel: () => {
      takeTurn(idle);
    },
    wake: () => {
      const upload = current;
      if (upload === null || state.kind !== 'uploading' || !state.isStalled) return;
      upload.abort().then(
        () => (current === upload ? upload.start() : undefined),
        () => undefined,
      );
    },
  };
}

function started(file: File): Extract<UploadState, { kind: 'uploading' }> {
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

function transferOptions(file: File, replaces: string | null): UploadOptions {
  return {
    endpoint: uploadEndpoint,
    chunkSize: chunkBytes,
    retryDelays: retryDelaysMs,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type, ...(replaces === null ? {} : { replaces }) },
    onAfterResponse: (request, response) => {
      // Without this the client would throw away what has arrived and begin anew.
      if (request.getMethod() === 'HEAD' && response.getStatus() >= 500) throw new Error('The server has a fault.');
    },
  };
}

/** `getState` answers null as soon as another upload has taken the place of this one. */
function progressHandlers(
  file: File,
  upload: Upload,
  getState: () => UploadState | null,
  set: (state: UploadState) => void,
): UploadOptions {
  const startedMs = performance.now();
  const measureSpeed = createSpeedometer();
  const update = (change: Partial<Extract<UploadState, { kind: 'uploading' }>>): void => {
    const state = getState();
    if (state?.kind === 'uploading') set({ ...state, ...change });
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
      if (getState() !== null) set(failed(file, error));
    },
    onSuccess: ({ lastResponse }) => {
      if (getState() === null) return;
      const batchId = lastResponse.getHeader('Langbatch-Batch-Id') ?? uploadIdOf(upload.url);
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
  return decodeURIComponent(url?.split('/').at(-1) ?? '');
}

function failed(file: File, error: unknown): UploadState {
  const response = error instanceof Error && 'originalResponse' in error ? error.originalResponse : null;
  return { kind: 'failed', fileName: file.name, sentence: sentenceOf(response) };
}

const noAnswer =
  'The server could not be reached. What has arrived is kept for a while: choose the same file again to go on.';

/** What the server says when it says it in a sentence, which it does for everything that it refuses. */
function sentenceOf(response: unknown): string {
  if (!isResponse(response)) return noAnswer;
  const body = response.getBody().trim();
  if (body.length > 0 && body.length <= 300 && !body.startsWith('<') && !body.startsWith('{')) return body;
  return `The server refused the upload (HTTP ${response.getStatus()}). Choose the file again to repeat it.`;
}

function isResponse(value: unknown): value is { getStatus: () => number; getBody: () => string } {
  return typeof value === 'object' && value !== null && 'getStatus' in value && 'getBody' in value;
}
