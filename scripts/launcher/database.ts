import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';

export type RunningDatabase = { readonly url: string; stop(): Promise<void> };

const watchMs = 2_000;

/** Starts the embedded database of a data folder, and starts it again when its server dies while we run. */
export async function runDatabase(dataDir: string, say: (sentence: string) => void): Promise<RunningDatabase> {
  let server = await startEmbeddedPostgres({ dataDir });
  if (server.movedTo !== null) {
    say(`The database is in ${server.movedTo}: the user who runs it can't reach ${dataDir}.`);
  }
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await delay(watchMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || (await isListening(server.port))) continue;
      say('The database ended and is started again.');
      const { port } = server;
      server = await startEmbeddedPostgres({ dataDir });
      if (server.port !== port) throw new Error('The port of the database was taken meanwhile: start LangBatch again.');
    }
  };
  const watching = watch().catch((error: unknown) => {
    say(`The database could not be started again (${error instanceof Error ? error.message : String(error)}).`);
  });
  return {
    url: server.url,
    stop: async () => {
      stopping.abort();
      await watching;
      await server.stop();
    },
  };
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
