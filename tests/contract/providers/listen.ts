import type { Server } from 'node:http';

export interface Listening {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Breaks off what is under way. */
  readonly close: () => Promise<void>;
}

/** Lets a server listen on a free port of loopback. */
export async function listen(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
