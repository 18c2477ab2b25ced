import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Bench } from './bench.ts';

/** The product as a user has it: started by its launcher, in the data folder of the bench. */
export interface Product extends AsyncDisposable {
  readonly address: string;
  /**
   * The most memory that its web server and its worker have ever held, in bytes; null where the system does
   * not tell.
   */
  readPeaks(): Promise<{ readonly web: number; readonly worker: number } | null>;
}

const projectDir = join(import.meta.dirname, '../..');
const healthSchema = z.object({ worker: z.literal('ok') });

/** Starts it, building the pages first if they are stale. Throws with what the launcher said when it does not start. */
export async function startProduct(bench: Bench): Promise<Product> {
  bench.say('Starting the product.');
  const child = spawn(process.execPath, [join(projectDir, 'scripts/start.ts')], {
    cwd: projectDir,
    // The launcher finds the database of the bench running in its data folder, and adopts it.
    env: { ...bench.environment, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const product = {
    address: await readAddress(child),
    readPeaks: () => readPeaks(child),
    [Symbol.asyncDispose]: () => stop(child),
  };
  await waitForWorker(product.address);
  return product;
}

async function readAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The launcher has no output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /runs at (http\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('The product did not start.');
}

async function waitForWorker(address: string): Promise<void> {
  const response = await fetch(`${address}/api/health`);
  healthSchema.parse(await response.json());
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Linux tells of each process what it has held at most. */
async function readPeaks(launcher: ChildProcess): Promise<{ web: number; worker: number } | null> {
  if (process.platform !== 'linux' || launcher.pid === undefined) return null;
  const children = await readFile(`/proc/${launcher.pid}/task/${launcher.pid}/children`, 'utf8');
  const peaks = { web: 0, worker: 0 };
  for (const pid of children.trim().split(' ')) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    if (command.includes('scripts/web.ts')) peaks.web = await readPeak(pid);
    if (command.includes('worker.ts')) peaks.worker = await readPeak(pid);
  }
  return peaks;
}

async function readPeak(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
