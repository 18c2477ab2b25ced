import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';
import { tryLock } from './folder-lock.ts';

export type BuildOptions = {
  readonly projectDir: string;
  readonly logFile: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (sentence: string) => void;
  readonly signal: AbortSignal;
};

const sources = [
  '{app,components,lib,public}/**/*',
  '{next.config.js,postcss.config.mjs,tsconfig.json,package.json,package-lock.json,instrumentation.ts,proxy.ts}',
];
const lockPollMs = 500;
const shownLines = 25;

/** Builds the pages unless the build there is of exactly these sources. Throws `AppError` when they can't be built. */
export async function ensureBuilt(options: BuildOptions): Promise<void> {
  const { projectDir, signal } = options;
  const stampFile = join(projectDir, '.next', 'langbatch-sources');
  const lockFile = join(projectDir, 'node_modules', '.cache', 'langbatch-build.lock');
  await mkdir(dirname(lockFile), { recursive: true });
  for (;;) {
    signal.throwIfAborted();
    const stamp = await hashSources(projectDir);
    if ((await readStamp(stampFile)) === stamp) return;
    const lock = tryLock(lockFile);
    if (lock === null) {
      await delay(lockPollMs, undefined, { signal });
      continue;
    }
    try {
      await rm(stampFile, { force: true });
      await build(options);
      await writeFile(stampFile, stamp);
      return;
    } finally {
      lock.release();
    }
  }
}

async function build({ projectDir, logFile, environment, say, signal }: BuildOptions): Promise<void> {
  say('Building the pages. This takes a minute or so, once.');
  const log = await open(logFile, 'a');
  try {
    const next = join(projectDir, 'node_modules/next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: projectDir,
      env: { ...environment, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
      stdio: ['ignore', log.fd, log.fd],
      signal,
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('exit', resolve);
      child.once('error', reject);
    });
    if (code === 0) return;
  } finally {
    await log.close();
  }
  const end = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-shownLines).join('\n');
  throw new AppError('storage_failed', `The pages could not be built:\n${end}`);
}

/** One hash of names and contents. Prisma's client is left out: the lock file and the schema decide what is in it. */
async function hashSources(projectDir: string): Promise<string> {
  const files = globSync([...sources, 'prisma/schema.prisma'], { cwd: projectDir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/lib/db/generated/'))
    .toSorted();
  const hash = createHash('sha256');
  for (const path of files) hash.update(`${path.slice(projectDir.length)}\0`).update(await readFile(path));
  return hash.digest('hex');
}

async function readStamp(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}
