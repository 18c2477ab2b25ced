'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { UploadState } from './upload-state.ts';
import { type Uploader, createUploader } from './uploader.ts';

const idle: UploadState = { kind: 'idle', isCancelled: false };

/** An uploader that lives as long as the page. Leaving the page keeps what has arrived, so that it can go on later. */
export function useUploader(): { readonly uploader: Uploader; readonly upload: UploadState } {
  const [uploader] = useState(createUploader);
  const upload = useSyncExternalStore(uploader.subscribe, uploader.getState, () => idle);
  useEffect(() => {
    window.addEventListener('online', uploader.wake);
    return () => {
      window.removeEventListener('online', uploader.wake);
      uploader.leave();
    };
  }, [uploader]);
  return { uploader, upload };
}
