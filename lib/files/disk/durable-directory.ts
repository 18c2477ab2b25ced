import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a directory for its owner alone, and those above it, so that they outlive a power cut. */
export async function makeDirectory(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) return;
  const top = dirname(firstMade);
  for (let directory = path; directory !== top; directory = dirname(directory)) await syncDirectory(dirname(directory));
}

/** Puts what names a directory has, and what they lead to, on the disk. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
