import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const certificates = join(import.meta.dirname, '../../fixtures/tls');

/** An address under which others reach this machine; undefined on one without a network. */
export function outerAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

/**
 * What stands in front of a product on a server: it ends TLS on one address, and adds to X-Forwarded-For whom it heard.
 * What a client says there itself it hands on.
 */
export async function startTlsProxy(
  listen: { readonly host: string; readonly port: number },
  productPort: number,
): Promise<AsyncDisposable> {
  const [key, cert] = await Promise.all(
    ['key.pem', 'certificate.pem'].map((name) => readFile(join(certificates, name))),
  );
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    forward(incoming, outgoing, productPort);
  });
  server.listen(listen);
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What breaks on one side breaks on the other. */
function forward(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url: path, headers: given, socket } = incoming;
  const headers = {
    ...given,
    'x-forwarded-for': [given['x-forwarded-for'] ?? [], socket.remoteAddress ?? ''].flat().join(', '),
    'x-forwarded-proto': 'https',
    'x-forwarded-host': given.host,
  };
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    // The one who went away has no use for the rest.
    pipeline(response, outgoing).catch(() => outgoing.destroy());
  });
  request.once('error', () => outgoing.destroy());
  outgoing.once('close', () => request.destroy());
  incoming.pipe(request);
}
