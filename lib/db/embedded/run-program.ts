import { execFile } from 'node:child_process';

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

/** Runs `program` to its end under `account` and gives its exit code with all that it wrote. Throws when it can't be run. */
export function runProgram(account: ServerAccount, program: string, args: readonly string[]): Promise<ProgramResult> {
  const [file, fileArgs] = inAccount(account, program, args);
  const identity = account.kind === 'user' ? { uid: account.uid, gid: account.gid } : {};
  return new Promise((resolve, reject) => {
    execFile(file, fileArgs, { cwd: '/', env: environment, ...identity }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      if (error === null) resolve({ code: 0, output });
      else if (typeof error.code === 'number') resolve({ code: error.code, output });
      else reject(error);
    });
  });
}

function inAccount(account: ServerAccount, program: string, args: readonly string[]): [string, string[]] {
  if (account.kind !== 'namespace') return [program, [...args]];
  const mapping = ['--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`];
  return ['unshare', [...mapping, '--', program, ...args]];
}
