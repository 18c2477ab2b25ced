import { spawn } from 'node:child_process';

export type ProgramResult = { readonly code: number; readonly output: string };

/** How a program is run: by this process's own user, in a user namespace as another id, or by another user. */
export type ServerAccount =
  | { readonly kind: 'self' }
  | { readonly kind: 'namespace'; readonly uid: number; readonly gid: number }
  | { readonly kind: 'user'; readonly uid: number; readonly gid: number };

// Nothing of our own environment: PG… variables and locales of the user would change what the server does.
const environment = {
  NODE_ENV: 'production',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
} as const;

/**
 * Runs `program` to its end under `account` and gives its exit code with all that it wrote. Throws when it
 * can't be run. In a session of its own: Ctrl-C in the terminal must not end the start of a server halfway,
 * which would go on unowned.
 */
export function runProgram(account: ServerAccount, program: string, args: readonly string[]): Promise<ProgramResult> {
  const [file, fileArgs] = inAccount(account, program, args);
  const identity = account.kind === 'user' ? { uid: account.uid, gid: account.gid } : {};
  return new Promise((resolve, reject) => {
    const child = spawn(file, fileArgs, {
      cwd: '/',
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identity,
    });
    let output = '';
    const read = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === null) reject(new Error(`${program} was ended by ${signal ?? 'nobody'}.`));
      else resolve({ code, output });
    });
  });
}

function inAccount(account: ServerAccount, program: string, args: readonly string[]): [string, string[]] {
  if (account.kind !== 'namespace') return [program, [...args]];
  const mapping = ['--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`];
  return ['unshare', [...mapping, '--', program, ...args]];
}
