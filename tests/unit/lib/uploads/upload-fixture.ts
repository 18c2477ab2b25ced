import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { onTestFinished } from 'vitest';
import type { Context } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { AppError } from '#lib/errors.ts';
import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';
import { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';
import { createUploadServer } from '#lib/uploads/upload-server.ts';
import { randomIds } from '#lib/wiring/random-ids.ts';
import { systemClock } from '#lib/wiring/system-clock.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

export async function makeFileStore(): Promise<FileStore> {
  const directory = await mkdtemp(join(tmpdir(), 'langbatch-uploads-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return createDiskFileStore({ directory });
}

/** A context with batches in memory. */
export function makeContext(files: FileStore, overrides: Partial<Context> = {}): Context {
  const world = createBatchWorld(new MemoryBatchStorage({ files }));
  return world.context({
    actor: { kind: 'user', id: 'you', name: 'tester' },
    ids: randomIds,
    clock: systemClock,
    ...overrides,
  });
}

/** The upload server behind a plain HTTP server, as web machines run it. Returns its address. */
export async function serveUploads(
  given: Context | ((request: Request) => Context),
  options: { readonly maxBytes?: number; readonly makeWayMs?: number } = {},
): Promise<string> {
  const answer = createUploadServer({
    path: '/api/tus',
    ...options,
    describeError: (error) =>
      AppError.is(error)
        ? { status: statuses[error.code] ?? 500, message: error.message }
        : { status: 500, message: String(error) },
  });
  const http = createServer((incoming, outgoing) => {
    const asked = convertToRequest(incoming);
    answer(typeof given === 'function' ? given(asked) : given, asked)
      .then((response) => send(response, outgoing))
      .catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://127.0.0.1:${port}/api/tus`;
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

const statuses: Partial<Record<AppError['code'], number>> = {
  invalid_input: 400,
  not_found: 404,
  conflict: 409,
  wrong_state: 422,
};

function convertToRequest(incoming: IncomingMessage): Request {
  const hasBody = incoming.method === 'POST' || incoming.method === 'PATCH';
  const body: unknown = hasBody ? Readable.toWeb(incoming) : null;
  return new Request(`http://127.0.0.1${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(isStream(body) ? { body, duplex: 'half' } : {}),
  });
}

const isStream = (value: unknown): value is ReadableStream<Uint8Array> & NodeReadableStream =>
  value instanceof ReadableStream;
