import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeDataFolder } from '../embedded-postgres/data-folder.ts';

/** A launcher that leads a process group of its own, as a terminal makes one for `npm start`. */
async function startLauncher(
  dataDir: string,
): Promise<{ launcher: ChildProcess; pid: number; exited: Promise<unknown> }> {
  const launcher = spawn(process.execPath, [join(import.meta.dirname, 'worker-launcher-process.ts'), dataDir], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => launcher.once('exit', (code, signal) => resolve(signal ?? code)));
  onTestFinished(async () => {
    launcher.kill('SIGKILL');
    await exited;
  });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    launcher.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('The LangBatch worker runs.')) resolve();
    });
    launcher.once('exit', () => reject(new Error('The launcher ended.')));
  });
  return { launcher, pid: launcher.pid ?? 0, exited };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s to the whole group, and once more from npm, stops the database too',
  async (signal) => {
    const dataDir = await makeDataFolder();
    const { launcher, pid, exited } = await startLauncher(dataDir);
    process.kill(-pid, signal);
    launcher.kill(signal);

    expect(await exited).toBe(0);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
    expect(await readFile(join(dataDir, 'logs/postgres.log'), 'utf8')).toMatch(/database system is shut down\s*$/);
  },
);
