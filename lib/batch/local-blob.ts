import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../context.ts';

/** Opens a stored file as a blob that can be sent twice without reading it into memory. */
export async function withLocalBlob<T>(ctx: Context, key: string, send: (content: Blob) => Promise<T>): Promise<T> {
  const type = 'application/jsonl';
  if (ctx.files.localPath !== undefined) return send(await openAsBlob(ctx.files.localPath(key), { type }));
  const directory = await mkdtemp(join(tmpdir(), 'langbatch-'));
  try {
    const path = join(directory, 'part.jsonl');
    await pipeline(ctx.files.read(key), createWriteStream(path), { signal: ctx.signal });
    return await send(await openAsBlob(path, { type }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
