import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { LoggedCall } from '#lib/sandbox/http/call-log.ts';
import type { FaultInput } from '#lib/sandbox/http/faults.ts';
import { operationNames } from '#lib/sandbox/http/operations.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '#lib/sandbox/sandbox.ts';

/** A sandbox in a folder of its own, whose clock stands still until it is told to move. */
export interface TestSandbox extends AsyncDisposable {
  readonly url: string;
  /** For the `openai` client. */
  readonly baseUrl: string;
  readonly dir: string;
  now(): Date;
  advance(ms: number): void;
  /** Moves the clock past the end of every job made so far, which takes `jobSeconds` of the options. */
  finishJobs(): void;
  setFaults(...faults: readonly FaultInput[]): Promise<void>;
  /** The calls since this process of the sandbox began, oldest first. */
  calls(): Promise<readonly LoggedCall[]>;
  /** Ends the sandbox and starts it again on the same folder, port and clock. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  readonly close: () => Promise<void>;
}

export type TestSandboxOptions = Partial<Pick<SandboxOptions, 'jobSeconds' | 'tokenLimit' | 'maxRequests' | 'log'>>;

const callLog = z.object({
  calls: z.array(
    z.object({
      at: z.string(),
      operation: z.enum(operationNames),
      method: z.string(),
      path: z.string(),
      statusCode: z.number().nullable(),
      fault: z.string().nullable(),
      requestId: z.string(),
    }),
  ),
});

const startOfTimeMs = Date.UTC(2026, 0, 15, 12, 0, 0);

/** Starts one: `await using sandbox = await startSandbox()` ends it with the test. */
export async function startSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const dir = await mkdtemp(join(tmpdir(), 'langbatch-sandbox-'));
  const jobSeconds = options.jobSeconds ?? 10;
  let nowMs = startOfTimeMs;
  const clock = { now: (): Date => new Date(nowMs) };
  const start = (port: number): Promise<Sandbox> =>
    createSandbox({ ...options, dir, port, key: null, jobSeconds, faults: true, clock });
  let sandbox = await start(0);
  const { url, baseUrl } = sandbox;

  const close = async (): Promise<void> => {
    await sandbox.close();
    await rm(dir, { recursive: true, force: true });
  };
  return {
    url,
    baseUrl,
    dir,
    now: clock.now,
    advance: (ms) => {
      nowMs += ms;
    },
    finishJobs: () => {
      nowMs += jobSeconds * 1000;
    },
    async setFaults(...faults) {
      const response = await fetch(`${url}/_faults`, { method: 'PUT', body: JSON.stringify({ faults }) });
      if (!response.ok) throw new Error(await response.text());
    },
    async calls() {
      const response = await fetch(`${url}/_log`);
      return callLog.parse(await response.json()).calls;
    },
    async restart() {
      await sandbox.close();
      sandbox = await start(Number(new URL(url).port));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
