import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';

export type RunningDatabase = { readonly url: string; stop(): Promise<void> };

const watchMs = 2_000;
const firstPauseMs = 2_000;
const longestPauseMs = 30_000;

export type DatabaseOptions = {
  /** Starts the server; called with its port from the second time on, as everybody has the address by then. */
  readonly start: (port?: number) => Promise<Pick<EmbeddedPostgres, 'port' | 'url' | 'stop'>>;
  readonly isListening: (port: number) => Promise<boolean>;
  readonly say: (sentence: string) => void;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Starts the embedded database of a data folder, and starts it again when its server dies while we run. */
export async function runDatabase(dataDir: string, say: (sentence: string) => void): Promise<RunningDatabase> {
  let isFirst = true;
  return superviseDatabase({
    start: async (port) => {
      const server = await startEmbeddedPostgres({ dataDir, ...(port === undefined ? {} : { port }) });
      if (isFirst && server.movedTo !== null) {
        say(`The database is in ${server.movedTo}: the user who runs it can't reach ${dataDir}.`);
      }
      isFirst = false;
      return server;
    },
    isListening,
    say,
    sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  });
}

/**
 * Starts a server and starts it again whenever it is gone, until it is stopped: what keeps it from starting, such as a
 * full disk or another crash while it recovers, may pass. Throws when the first start fails.
 */
export async function superviseDatabase(options: DatabaseOptions): Promise<RunningDatabase> {
  let server = await options.start();
  const { port, url } = server;
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await options.sleep(watchMs, stopping.signal);
      if (stopping.signal.aborted) return;
      if (!(await options.isListening(port))) server = (await startAgain(options, port, stopping.signal)) ?? server;
    }
  };
  const watching = watch();
  return {
    url,
    stop: async () => {
      stopping.abort();
      await watching;
      await server.stop();
    },
  };
}

/** Null when it is to be stopped before it could be started. */
async function startAgain(
  { start, say, sleep }: DatabaseOptions,
  port: number,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<DatabaseOptions['start']>> | null> {
  say('The database ended and is started again.');
  let isTold = false;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      const server = await start(port);
      say('The database runs again.');
      return server;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!isTold) say(`The database could not be started yet (${reason}). It is tried again until it runs.`);
      isTold = true;
    }
    await sleep(pauseMs, signal);
  }
  return null;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
