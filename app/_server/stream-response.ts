import type { Logger } from '#lib/log.ts';
import { attachment } from './content-disposition.ts';
import { dataHeaders } from './security-headers.ts';

export interface DownloadContent {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * A response that saves `content` as a file while it is being made, no faster than the client takes it. Waits for
 * the first bytes, so that what cannot be read at all is still an error with a status. When reading breaks later,
 * the connection is cut: a browser then says that the download failed. (Next sends no length with a stream.)
 */
export async function streamDownload(download: DownloadContent, log: Logger): Promise<Response> {
  const iterator = download.content[Symbol.asyncIterator]();
  const first = await iterator.next();
  return new Response(streamOf(iterator, first, log), {
    headers: {
      'content-type': download.contentType,
      'content-disposition': attachment(download.fileName),
      'cache-control': 'no-store',
      ...dataHeaders,
    },
  });
}

function streamOf(
  iterator: AsyncIterator<Uint8Array>,
  first: IteratorResult<Uint8Array>,
  log: Logger,
): ReadableStream<Uint8Array> {
  let step: IteratorResult<Uint8Array> | null = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          step ??= await iterator.next();
        } catch (error) {
          log.error('download broke', {}, error);
          throw error;
        }
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
        step = null;
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
