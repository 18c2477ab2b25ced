import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import type { WorkName } from './works.ts';

export interface BenchChild extends AsyncDisposable {
  /**
   * Has a work done and gives its figures, with the most memory that the process has ever held. Throws what
   * it throws.
   */
  call(name: WorkName, input?: object): Promise<Reply>;
}

export interface Reply {
  readonly figures: Readonly<Record<string, readonly number[]>>;
  /** The first figure of a name; throws when there is none. */
  readonly first: (name: string) => number;
  readonly peakBytes: number;
}

const replySchema = z.union([
  z.object({ id: z.number(), figures: z.record(z.string(), z.array(z.number())), peakBytes: z.number() }),
  z.object({ id: z.number(), error: z.string() }),
]);

export interface ChildOptions {
  /** Handed to the process; see `childConfig` in `works/open-context.ts`. */
  readonly config: object;
  readonly nodeFlags: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the process. */
  readonly signal: AbortSignal;
}

/** Starts a process that does the works of `works.ts`, one at a time. */
export function startChild({ config, nodeFlags, environment, signal }: ChildOptions): BenchChild {
  const child = fork(join(import.meta.dirname, 'child.ts'), [JSON.stringify(config)], {
    env: environment,
    execArgv: [...nodeFlags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop);
  let calls = 0;
  return {
    async call(name, input = {}) {
      signal.throwIfAborted();
      const id = (calls += 1);
      const answered = answerOf(child, id);
      child.send({ id, name, input });
      return answered;
    },
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', stop);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

function firstOf(figures: Reply['figures']): Reply['first'] {
  return (name) => {
    const figure = figures[name]?.[0];
    if (figure === undefined) throw new Error(`Nothing was measured under the name ${name}.`);
    return figure;
  };
}

function answerOf(child: ChildProcess, id: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void): void => {
      child.off('message', read);
      child.off('exit', fail);
      work();
    };
    const read = (message: unknown): void => {
      const reply = replySchema.parse(message);
      if (reply.id !== id) return;
      settle(() =>
        'error' in reply ? reject(new Error(reply.error)) : resolve({ ...reply, first: firstOf(reply.figures) }),
      );
    };
    const fail = (code: number | null, signal: string | null): void => {
      settle(() => reject(new Error(`A measured process ended (${signal ?? `code ${code}`}).`)));
    };
    child.on('message', read);
    child.on('exit', fail);
  });
}
