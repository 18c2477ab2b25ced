import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { ApiFailure } from './api-failure.ts';

/** OpenAI takes files of up to 512 MB. */
const maxFileBytes = 512 * 1024 * 1024;
const maxFieldBytes = 64 * 1024;
const maxParts = 32;

export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  /** The part named `file`, lying whole at `path`; null when there was none. */
  readonly file: SavedFile | null;
}

export interface SavedFile {
  readonly filename: string;
  readonly bytes: number;
}

/**
 * Streams a multipart form to disk, whatever the order of its parts and however it is sent. The file's content goes
 * to `path`; whatever lies there after `ApiFailure` was thrown is for the caller to remove.
 */
export async function receiveUpload(request: IncomingMessage, path: string): Promise<Upload> {
  const parser = createParser(request);
  const fields = new Map<string, string>();
  const abort = new AbortController();
  const saving: Promise<SavedFile>[] = [];

  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (name, stream, filename) => {
    if (name !== 'file' || saving.length > 0) {
      stream.resume();
      return;
    }
    const saved = saveFile(stream, filename, path, abort.signal);
    // Awaited below; until then a broken connection must not count as unhandled.
    saved.catch(() => {});
    saving.push(saved);
  });

  try {
    await pipeline(request, parser);
  } catch (error) {
    abort.abort();
    await Promise.allSettled(saving);
    throw new ApiFailure(400, 'The upload ended early or is no valid multipart form. Send it again.', { cause: error });
  }
  const [file = null] = await Promise.all(saving);
  return { fields, file };
}

function createParser(request: IncomingMessage): ReturnType<typeof Busboy> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data;.*boundary=/i.test(contentType)) {
    throw new ApiFailure(400, 'Send the file as multipart/form-data.');
  }
  const headers: BusboyHeaders = { ...request.headers, 'content-type': contentType };
  return new Busboy({
    headers,
    limits: { fileSize: maxFileBytes, fieldSize: maxFieldBytes, parts: maxParts },
    isPartAFile: (name, _contentType, filename) => name === 'file' || filename !== undefined,
  });
}

async function saveFile(
  stream: BusboyFileStream,
  filename: string | undefined,
  path: string,
  signal: AbortSignal,
): Promise<SavedFile> {
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(stream, target, { signal });
  if (stream.truncated) {
    throw new ApiFailure(413, `This file is larger than the ${maxFileBytes} bytes that one upload may have.`);
  }
  return { filename: filename ?? 'upload', bytes: target.bytesWritten };
}
