import { createHash } from 'node:crypto';
import { chmod, chown, cp, lchown, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from '#lib/system-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import { runProgram } from './run-program.ts';
import type { ServerAccount } from './run-program.ts';
import { chooseServerAccount } from './server-account.ts';

/** Where the cluster, its programs and its log are, and who runs the server. */
export type Placement = {
  readonly account: ServerAccount;
  readonly binaries: PostgresBinaries;
  readonly clusterDir: string;
  readonly logFile: string;
  /** Set when data and programs had to move out of the data folder: a folder to tell the user about. */
  readonly movedTo: string | null;
};

export type PlacementOptions = {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  /** Where clusters go whose data folder the server's user can't reach. */
  readonly sharedRoot?: string;
  readonly canMakeNamespace?: (account: ServerAccount) => Promise<boolean>;
};

const defaultSharedRoot = '/var/lib/langbatch';

/**
 * Settles where the cluster of a data folder is and who runs it. Only when we are root and user namespaces are
 * forbidden does another user run it, who can't reach a folder below `/root`: both then move to `sharedRoot`.
 */
export async function settlePlacement(options: PlacementOptions): Promise<Placement> {
  const { dataDir, binaries } = options;
  const own = join(dataDir, 'postgres');
  const shared = sharedFolder(dataDir, options.sharedRoot);
  const clusterDir = await findClusterDir(dataDir, options.sharedRoot);
  const isMoved = clusterDir !== own;
  const account = await chooseServerAccount(clusterDir, options.canMakeNamespace);

  if (account.kind !== 'user') {
    return { account, binaries, clusterDir, logFile: join(dataDir, 'logs', 'postgres.log'), movedTo: null };
  }
  if (!isMoved) {
    await chmod(dataDir, 0o711);
    if ((await canReach(account, dataDir)) && (await canReach(account, binaries.postgres))) {
      await giveTo(account, clusterDir);
      return { account, binaries, clusterDir, logFile: await makeLog(account, dataDir), movedTo: null };
    }
  }
  await mkdir(shared, { recursive: true, mode: 0o755 });
  if (!isMoved && (await exists(own))) await move(own, join(shared, 'postgres'));
  await giveTo(account, join(shared, 'postgres'));
  return {
    account,
    binaries: await copyBinaries(account, binaries, shared),
    clusterDir: join(shared, 'postgres'),
    logFile: await makeLog(account, shared),
    movedTo: shared,
  };
}

/** Where the cluster of a data folder is, if it has one. `dataDir` has no links in it. */
export async function findClusterDir(dataDir: string, sharedRoot?: string): Promise<string> {
  const moved = join(sharedFolder(dataDir, sharedRoot), 'postgres');
  return (await exists(join(moved, 'PG_VERSION'))) ? moved : join(dataDir, 'postgres');
}

function sharedFolder(dataDir: string, sharedRoot: string = defaultSharedRoot): string {
  return join(sharedRoot, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
}

/** Hands `path` and all below it to the user who runs the server. Does nothing for our own user. */
export async function giveTo(account: ServerAccount, path: string): Promise<void> {
  if (account.kind !== 'user' || !(await exists(path))) return;
  const below = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const name of below) await lchown(join(path, name), account.uid, account.gid);
  await chown(path, account.uid, account.gid);
}

async function canReach(account: ServerAccount, path: string): Promise<boolean> {
  return (await runProgram(account, 'test', ['-x', path])).code === 0;
}

async function makeLog(account: ServerAccount, folder: string): Promise<string> {
  const path = join(folder, 'postgres.log');
  await (await open(path, 'a', 0o600)).close();
  await giveTo(account, path);
  return path;
}

async function copyBinaries(
  account: ServerAccount,
  binaries: PostgresBinaries,
  folder: string,
): Promise<PostgresBinaries> {
  const { mtimeMs, size } = await stat(binaries.postgres);
  const root = join(folder, `programs-${size}-${Math.trunc(mtimeMs)}`);
  if (!(await exists(root))) {
    const unfinished = `${root}.${process.pid}`;
    await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
    await giveTo(account, unfinished);
    await rename(unfinished, root);
  }
  const moved = (path: string): string => join(root, basename(dirname(path)), basename(path));
  return { initdb: moved(binaries.initdb), pgCtl: moved(binaries.pgCtl), postgres: moved(binaries.postgres), root };
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isSystemError(error, 'EXDEV')) throw error;
    const unfinished = `${to}.${process.pid}`;
    await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, to);
    await rm(from, { recursive: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}
