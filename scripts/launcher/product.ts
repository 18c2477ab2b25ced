import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const projectDir = join(import.meta.dirname, '../..');
// The first start builds the pages, which takes a busy machine its time.
const startTimeoutMs = 1_200_000;

export type Product = {
  /** The address it printed, such as `http://127.0.0.1:40001`. */
  readonly url: string;
  readonly launcher: ChildProcess;
  /** Everything it printed so far, both streams. */
  readonly output: () => string;
  /** Resolves with its exit code, null when it was killed. */
  readonly exited: Promise<number | null>;
  /** Ends it as Ctrl-C does, and gives the exit code. */
  readonly stop: () => Promise<number | null>;
};

/**
 * Starts the product as `npm start` does, on a port that is free, with its data in `dataDir` and nothing of the
 * caller's own settings. Throws with everything it printed when it ends instead.
 */
export async function startProduct(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<Product> {
  const launcher = spawn(process.execPath, [join(projectDir, 'scripts/start.ts')], {
    cwd: projectDir,
    env: { ...withoutSettings(process.env), PORT: '0', LANGBATCH_DATA_DIR: dataDir, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => launcher.once('exit', resolve));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /LangBatch (?:already )?runs at (\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    launcher.stdout.on('data', read);
    launcher.stderr.on('data', read);
    launcher.once('exit', (code) => reject(new Error(`The product ended with ${code}:\n${output}`)));
    setTimeout(() => reject(new Error(`The product did not start:\n${output}`)), startTimeoutMs).unref();
  });
  return {
    url,
    launcher,
    output: () => output,
    exited,
    stop: () => {
      launcher.kill('SIGINT');
      return exited;
    },
  };
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(LANGBATCH_|OPENAI_|DATABASE_URL$|HOST$|PORT$)/;
  const others = Object.entries(environment).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(others), NODE_ENV: environment.NODE_ENV };
}
