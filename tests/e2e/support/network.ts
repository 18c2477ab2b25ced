import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Page } from '@playwright/test';

/** A network between browser and product, and nowhere else, that can be cut in the middle of a request. */
export interface Network extends AsyncDisposable {
  /** For the browser's `proxy` setting. */
  readonly proxyUrl: string;
  /** Breaks every connection, and each new one, until it is mended. */
  readonly cut: () => void;
  readonly mend: () => void;
}

export async function startNetwork({ host }: Pick<URL, 'host'>): Promise<Network> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((incoming, outgoing) => forward(host, incoming, outgoing)).on(
    'connect',
    (incoming, near) => tunnel(host, incoming, near),
  );
  server.on('connection', (socket) => {
    if (isCut) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The network has no port.');
  return {
    proxyUrl: `http://127.0.0.1:${address.port}`,
    cut: () => {
      isCut = true;
      breakAll();
    },
    mend: () => {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What breaks on one side breaks on the other. */
function forward(host: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers, url = '' } = incoming;
  if (URL.parse(url)?.host !== host) return void outgoing.destroy();
  const onward = httpRequest(url, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
  });
  onward.once('error', () => outgoing.destroy());
  incoming.once('error', () => onward.destroy());
  outgoing.once('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** Playwright's own requests ask for a tunnel. */
function tunnel(host: string, { url }: IncomingMessage, near: Duplex): void {
  if (url !== host) return void near.destroy();
  const { hostname, port } = new URL(`http://${url}`);
  const far = connect(Number(port), hostname, () => near.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.once('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
}

/** Gives the page's uploads a speed at which a test can step in while they are under way. */
export async function slowUploads(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}
