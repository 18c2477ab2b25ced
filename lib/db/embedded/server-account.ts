import { readFile, stat } from 'node:fs/promises';
import { StorageError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';
import { runProgram } from './run-program.ts';
import type { ServerAccount } from './run-program.ts';

type PasswordEntry = { readonly name: string; readonly uid: number; readonly gid: number };

/**
 * Decides who runs the server of the cluster in `clusterDir`. PostgreSQL refuses to run as root, and root is common in
 * containers: there a user namespace is the first choice (files stay root's), an unprivileged user the second. An
 * existing cluster goes on as its owner.
 */
export async function chooseServerAccount(
  clusterDir: string,
  canMakeNamespace: (account: ServerAccount) => Promise<boolean> = runsInNamespace,
): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  if (process.platform !== 'linux') {
    throw new StorageError(
      'The embedded database does not run as root here: start as an ordinary user, or set DATABASE_URL.',
    );
  }
  const owner = await findOwner(clusterDir);
  if (owner !== null && owner.uid !== 0) return { kind: 'user', ...owner };

  const entries = await readPasswordEntries();
  const namespaced = entries.find((entry) => entry.uid > 0);
  if (namespaced !== undefined) {
    const account: ServerAccount = { kind: 'namespace', uid: namespaced.uid, gid: namespaced.gid };
    if (await canMakeNamespace(account)) return account;
  }
  const user = findUnprivileged(entries);
  if (user === undefined) {
    throw new StorageError(
      'The embedded database does not run as root, and this system has no user `postgres` or `nobody`: add one, start as an ordinary user, or set DATABASE_URL.',
    );
  }
  return { kind: 'user', uid: user.uid, gid: user.gid };
}

/** Users whose name says that they own little else. */
function findUnprivileged(entries: readonly PasswordEntry[]): PasswordEntry | undefined {
  for (const name of ['postgres', 'node', 'nobody']) {
    const entry = entries.find((candidate) => candidate.name === name && candidate.uid > 0);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

async function runsInNamespace(account: ServerAccount): Promise<boolean> {
  try {
    return (await runProgram(account, 'true', [])).code === 0;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

/** initdb asks for the name of its user, so an id that is not in this list is of no use, not even in a namespace. */
async function readPasswordEntries(): Promise<PasswordEntry[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  return lines
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

async function findOwner(path: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}
