import type { Upload } from 'tus-js-client';
import { loadTus } from './interrupted-uploads.ts';
import { createUploadStore, type UploadState, type UploadStore } from './upload-state.ts';
import { failed, progressHandlers, started, transferOptions } from './upload-transfer.ts';

export interface Uploader extends Pick<UploadStore, 'getState' | 'subscribe'> {
  /** Uploads the file, from where an earlier upload of it stopped when there is one. `replaces` is a draft's id. */
  readonly start: (file: File, replaces: string | null) => void;
  /** Stops and tells the server to forget what has arrived. */
  readonly cancel: () => void;
  /** Stops without a word to the server: the same file can go on later. */
  readonly leave: () => void;
  /** Tries again at once, instead of at the next planned time. */
  readonly wake: () => void;
}

const idle: UploadState = { kind: 'idle', isCancelled: false };

/** One upload at a time, over tus: resumable, with progress. Its state is an external store for React. */
export function createUploader(): Uploader {
  const { getState, subscribe, set } = createUploadStore(idle);
  let current: Upload | null = null;
  /** Counts starts and cancels, so that what belongs to an earlier one changes nothing. */
  let turn = 0;
  const takeTurn = (next: UploadState, forgetsCurrent = true): number => {
    current?.abort(forgetsCurrent).catch(() => undefined);
    current = null;
    set(next);
    turn += 1;
    return turn;
  };
  const update =
    (own: number) =>
    (next: UploadState): void => {
      if (turn !== own) return;
      if (next.kind !== 'uploading') current = null;
      set(next);
    };
  const begin = async (file: File, replaces: string | null, own: number): Promise<void> => {
    const tus = await loadTus();
    const upload: Upload = new tus.Upload(file, transferOptions(file, replaces));
    Object.assign(upload.options, progressHandlers(file, upload, getState, update(own)));
    const [previous] = await upload.findPreviousUploads();
    if (turn !== own) return;
    if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
    set({ ...started(file), isResumed: previous !== undefined });
    current = upload;
    upload.start();
  };
  return {
    getState,
    subscribe,
    start: (file, replaces) => {
      const own = takeTurn(started(file));
      begin(file, replaces, own).catch((error: unknown) => update(own)(failed(file, error)));
    },
    cancel: () => void takeTurn({ kind: 'idle', isCancelled: true }),
    leave: () => void takeTurn(idle, false),
    wake: () => {
      const upload = current;
      const state = getState();
      if (upload === null || state.kind !== 'uploading' || !state.isStalled) return;
      upload.abort().then(
        () => (current === upload ? upload.start() : undefined),
        () => undefined,
      );
    },
  };
}
