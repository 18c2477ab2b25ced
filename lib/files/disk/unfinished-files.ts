import { randomUUID } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from '#lib/system-error.ts';

/** What is older was left by a crash, on whatever machine; a write under way touches its file all the time. */
const leftoverAgeMs = 24 * 60 * 60 * 1000;

/** Process ids come again, as 1 does in every container. */
const processToken = randomUUID();

/** A name for a file that grows, which says whose it is: the machine, its process, and which one of that id. */
export function unfinishedName(): string {
  return [encodeURIComponent(hostname()), process.pid, processToken, randomUUID()].join('_');
}

/** Removes what dead processes of this machine left in `folder`, and what is a day old. */
export async function removeLeftovers(folder: string, now: Date): Promise<void> {
  const oldestMs = now.getTime() - leftoverAgeMs;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isDeadProcesses(name) || (await isOlder(path, oldestMs))) await rm(path, { force: true });
  }
}

function isDeadProcesses(name: string): boolean {
  const [host, pid, token] = name.split('_');
  if (host !== encodeURIComponent(hostname()) || token === undefined || !/^\d+$/.test(pid ?? '')) return false;
  return Number(pid) === process.pid ? token !== processToken : !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be asked, but is there.
    return !isSystemError(error, 'ESRCH');
  }
}

async function isOlder(path: string, oldestMs: number): Promise<boolean> {
  try {
    return (await lstat(path)).mtimeMs < oldestMs;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}
