import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '#lib/errors.ts';

export type ProcessOptions = {
  /** As people call it, such as `worker`. */
  readonly name: string;
  /** For Node: flags, script and arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Where its output goes; null is the launcher's own. */
  readonly logFile: string | null;
  readonly say: (sentence: string) => void;
  /** How long it may take to stop before it is killed. */
  readonly stopTimeoutMs: number;
};

export type SupervisedProcess = {
  readonly name: string;
  /** Resolves once it said that it is ready. Rejects with `AppError` when it ends before. */
  readonly ready: Promise<void>;
  /** Ends it, and it is started again. */
  restart(): void;
  /** Ends it for good: asked first, then killed, which `hurry` brings forward. */
  stop(hurry?: AbortSignal): Promise<void>;
};

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const calmMs = 60_000;

/**
 * Starts a Node process that says `{ type: 'ready' }` over IPC, or `failed` with a sentence before it ends,
 * and starts it again whenever it ends by itself, after a pause that doubles while it keeps failing. It gets
 * no signals of the terminal, and ends when its parent is gone.
 */
export function superviseProcess(options: ProcessOptions): SupervisedProcess {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let child: ChildProcess | null = null;
  let pause: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let state: 'starting' | 'running' | 'stopping' = 'starting';
  let isRestartWanted = false;

  const start = (): void => {
    const startedAt = Date.now();
    const started = spawnNode(options);
    child = started;
    const told = listen(started, () => {
      if (state === 'starting') state = 'running';
      resolve();
    });
    started.once('exit', (code, signal) => {
      child = null;
      if (state === 'stopping') return;
      if (state === 'starting') void describeFailedStart(options, told.reason).then(reject);
      else startAgain(told.reason ?? signal ?? `code ${code}`, Date.now() - startedAt);
    });
  };

  const startAgain = (reason: string, livedMs: number): void => {
    if (isRestartWanted) {
      isRestartWanted = false;
      start();
      return;
    }
    pauseMs = livedMs > calmMs ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
    options.say(`The ${options.name} ended (${reason}) and is started again.${pointTo(options.logFile)}`);
    pause = setTimeout(start, pauseMs);
  };

  start();
  return {
    name: options.name,
    ready,
    restart: () => {
      if (child === null || state !== 'running') return;
      isRestartWanted = true;
      child.kill('SIGTERM');
    },
    stop: async (hurry) => {
      state = 'stopping';
      clearTimeout(pause);
      if (child !== null) await end(child, options.stopTimeoutMs, hurry);
    },
  };
}

/** What it says of itself: that it is ready, or why it cannot go on. */
function listen(child: ChildProcess, onReady: () => void): { readonly reason: string | null } {
  const told: { reason: string | null } = { reason: null };
  child.on('message', (message) => {
    const said = messageSchema.safeParse(message).data;
    if (said?.type === 'ready') onReady();
    if (said?.type === 'failed') told.reason = said.message;
  });
  return told;
}

/** A session of its own keeps Ctrl-C in the terminal from ending all processes at once, in no order. */
function spawnNode({ args, cwd, environment, logFile }: ProcessOptions): ChildProcess {
  const output = logFile === null ? 'inherit' : openSync(logFile, 'a');
  try {
    return spawn(process.execPath, args, {
      cwd,
      env: environment,
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    });
  } finally {
    if (typeof output === 'number') closeSync(output);
  }
}

async function end(child: ChildProcess, timeoutMs: number, hurry?: AbortSignal): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const kill = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(kill, timeoutMs);
  child.kill('SIGTERM');
  if (hurry?.aborted === true) kill();
  hurry?.addEventListener('abort', kill, { once: true });
  await exited;
  hurry?.removeEventListener('abort', kill);
  clearTimeout(timer);
}

async function describeFailedStart({ name, logFile }: ProcessOptions, told: string | null): Promise<AppError> {
  if (told !== null) return new AppError('storage_failed', `The ${name} did not start: ${told}`);
  const log = logFile === null ? '' : await readFile(logFile, 'utf8');
  const reason = log
    .split('\n')
    .map(readReason)
    .findLast((found) => found !== null);
  return new AppError(
    'storage_failed',
    `The ${name} did not start${reason === undefined ? '.' : `: ${reason}`}${pointTo(logFile)}`,
  );
}

const logLineSchema = z.object({
  level: z.literal('error'),
  event: z.string(),
  error: z.object({ message: z.string() }).optional(),
});

/** What a line of a log says went wrong, if it does: our own lines are JSON, those of a crashed Node are text. */
function readReason(line: string): string | null {
  const parsed = logLineSchema.safeParse(parseJson(line));
  if (!parsed.success) return /^\w*Error(?: \[\w+\])?: (.+)/.exec(line)?.[1] ?? null;
  const { event, error } = parsed.data;
  return error === undefined || error.message === event ? event : `${event} (${error.message})`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function pointTo(logFile: string | null): string {
  return logFile === null ? '' : ` Its log is ${logFile}.`;
}
