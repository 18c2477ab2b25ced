import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '#lib/contracts/context.ts';
import { createLogger, type Logger } from '#lib/log.ts';
import { openFileRecords } from './file-records.ts';
import { createCallLog } from './http/call-log.ts';
import { createFaults } from './http/faults.ts';
import { handleCall, type HandlerOptions } from './http/handle-call.ts';
import { openJobEngine } from './jobs/job-engine.ts';

export interface SandboxOptions {
  /** Where files and jobs are kept. One sandbox at a time. */
  readonly dir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long a job takes from its creation to its end. */
  readonly jobSeconds: number;
  /** Enqueued prompt tokens that one model may have; null is no limit. */
  readonly tokenLimit?: number | null;
  /**
   * The only key that is accepted; null, for tests, accepts any but those that begin with `sandbox-refuse` or
   * `sk-wrong`.
   */
  readonly key: string | null;
  /** Requests that one job may have, 50,000 by default as at OpenAI. */
  readonly maxRequests?: number;
  /** False lets the process end although the sandbox still listens; true by default. */
  readonly keepsProcess?: boolean;
  /** Opens `/_faults` and `/_log`, for tests. */
  readonly faults?: boolean;
  readonly clock?: Pick<Clock, 'now'>;
  readonly log?: Logger;
}

export interface Sandbox {
  /** Such as `http://127.0.0.1:4010`. */
  readonly url: string;
  /** What the `openai` client takes as its base URL. */
  readonly baseUrl: string;
  /** Breaks open connections and stops all work. The next sandbox in this folder goes on with it. */
  close(): Promise<void>;
}

/** Long enough that no client finds its idle connection closed between two looks at a job. */
const keepAliveMs = 65_000;
const patienceMs = 2000;
const defaultMaxRequests = 50_000;

/**
 * Starts a provider that costs nothing: OpenAI's Files and Batches APIs on loopback, with made-up
 * answers. Throws when the port is taken or the folder cannot be used.
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = options.clock ?? { now: () => new Date() };
  const log = options.log ?? createLogger({ sink: () => {}, now: () => clock.now() });
  const uploadDir = join(options.dir, 'uploads');
  await rm(uploadDir, { recursive: true, force: true });
  await mkdir(uploadDir, { recursive: true });
  const files = await openFileRecords(join(options.dir, 'files'), clock.now().getTime());
  const jobs = await openJobEngine({
    dir: options.dir,
    files,
    clock,
    log,
    jobMs: options.jobSeconds * 1000,
    limits: {
      maxRequests: options.maxRequests ?? defaultMaxRequests,
      maxEnqueuedTokens: options.tokenLimit ?? null,
    },
    patienceMs,
  });
  const control = options.faults === true ? { faults: createFaults(), calls: createCallLog() } : null;
  const service = createService(
    { services: { files, jobs, clock, uploadDir }, log, control, key: options.key },
    options.keepsProcess ?? true,
  );
  const url = await service.listen(options.port).catch(async (error: unknown) => {
    await jobs.close();
    throw error;
  });
  return {
    url,
    baseUrl: `${url}/v1`,
    async close() {
      await service.close();
      await jobs.close();
    },
  };
}

function createService(
  options: HandlerOptions,
  keepsProcess: boolean,
): { listen(port: number): Promise<string>; close(): Promise<void> } {
  const underWay = new Set<Promise<void>>();
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    const call = handleCall(options, request, response).finally(() => underWay.delete(call));
    underWay.add(call);
  });
  if (!keepsProcess) server.unref();
  return {
    listen: (port) => listenOnLoopback(server, port),
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
      await Promise.allSettled(underWay);
    },
  };
}

function listenOnLoopback(server: Server, port: number): Promise<string> {
  const listening = Promise.withResolvers<string>();
  server.once('error', listening.reject);
  server.listen(port, '127.0.0.1', () => {
    server.off('error', listening.reject);
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : port;
    listening.resolve(`http://127.0.0.1:${taken}`);
  });
  return listening.promise;
}
