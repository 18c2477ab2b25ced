export type UploadState =
  | {
      readonly kind: 'idle';
      /** An upload was cancelled: the server may still be about to forget it, and it is not offered again. */
      readonly isCancelled: boolean;
    }
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

export type Uploading = Extract<UploadState, { kind: 'uploading' }>;

/** A value outside React that `useSyncExternalStore` can follow. */
export interface UploadStore {
  readonly getState: () => UploadState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly set: (state: UploadState) => void;
}

export function createUploadStore(initial: UploadState): UploadStore {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      state = next;
      for (const listener of listeners) listener();
    },
  };
}
