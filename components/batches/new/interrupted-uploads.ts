import type * as Tus from 'tus-js-client';
import { isOfPageWorkspace } from '#components/live/page-workspace.ts';
import { uploadMetadata } from '#lib/shared/contract/upload.ts';

/** An upload that this browser began and did not finish: choosing the same file again goes on from there. */
export interface InterruptedUpload {
  readonly fileName: string;
  readonly bytesSent: number;
  readonly bytesTotal: number;
  readonly url: string;
  readonly storageKey: string;
}

/** Loaded when it is needed first: the page is there sooner, and servers have no use for it. */
export const loadTus = (): Promise<typeof Tus> => import('tus-js-client');

/**
 * The newest interrupted upload of which the server still has something; null when there is none. A browser hands
 * over no file without its user, so an upload can be offered to go on, but not go on by itself.
 */
export async function findInterruptedUpload(): Promise<InterruptedUpload | null> {
  const tus = await loadTus();
  if (!tus.canStoreURLs) return null;
  const storage = tus.defaultOptions.urlStorage;
  const newestFirst = (await storage.findAllUploads()).toSorted((a, b) => startedMs(b) - startedMs(a));
  for (const upload of newestFirst) {
    const found = await askServer(upload);
    if (found === 'gone') await storage.removeUpload(upload.urlStorageKey);
    else if (found !== null) return found;
  }
  return null;
}

/** Tells the server and this browser to forget it. */
export async function forgetUpload(upload: InterruptedUpload): Promise<void> {
  const tus = await loadTus();
  await tus.defaultOptions.urlStorage.removeUpload(upload.storageKey);
  await tus.Upload.terminate(upload.url, { retryDelays: [500, 2000] });
}

function startedMs(upload: Tus.PreviousUpload): number {
  const ms = Date.parse(upload.creationTime);
  return Number.isNaN(ms) ? 0 : ms;
}

async function askServer(upload: Tus.PreviousUpload): Promise<InterruptedUpload | 'gone' | null> {
  if (upload.uploadUrl === null || upload.size === null) return 'gone';
  if (!isOfPageWorkspace(upload.uploadUrl)) return null;
  const response = await fetch(upload.uploadUrl, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  if (response.status >= 400 && response.status < 500 && response.status !== 423) return 'gone';
  const bytesSent = Number(response.headers.get('Upload-Offset'));
  if (!response.ok || !(bytesSent > 0 && bytesSent < upload.size)) return null;
  return {
    fileName: upload.metadata[uploadMetadata.fileName] ?? 'a file',
    bytesSent,
    bytesTotal: upload.size,
    url: upload.uploadUrl,
    storageKey: upload.urlStorageKey,
  };
}
