// The web server as a process of the launcher: serves the built pages, or with --dev builds them on the way.
import { createServer } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import { allowedOrigins } from '#app/_server/allowed-origins.ts';
import { readProcessSettings } from '#lib/config/process-env.ts';
import { createLogger } from '#lib/log.ts';
import { createFindClientAddress } from '#lib/net/client-address.ts';
import { checkAtStart } from '#lib/notify/check-at-start.ts';
import { createMailer } from '#lib/notify/create-mailer.ts';
import { answerOddRequest, nameClient, nameForwardedHost } from './web-requests.ts';

// Long enough for a page to be finished, short enough for Ctrl-C; event streams close themselves at once.
const closeTimeoutMs = 5_000;
/**
 * Longer than proxies keep an idle connection to us (nginx and load balancers of AWS: 60 s). The side that closes first
 * must be theirs, else a request that is on its way as we close is answered by nobody.
 */
const keepAliveMs = 75_000;

const projectDir = join(import.meta.dirname, '..');
const settings = readProcessSettings(projectDir);
const { host, port } = settings;
const origins = allowedOrigins(settings);
const findClientAddress = createFindClientAddress(settings.trustedProxies);
const isTls = settings.publicOrigins.every((origin) => origin.startsWith('https:'));
const headersOfAll = {
  'x-content-type-options': 'nosniff',
  ...(isTls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
};

const server = createServer({ keepAliveTimeout: keepAliveMs });
// Node would cut an upload that takes longer than five minutes.
server.requestTimeout = 0;

const app = next({
  dev: process.argv.includes('--dev'),
  dir: projectDir,
  hostname: host,
  port,
  httpServer: server,
});
await app.prepare();
const handle = app.getRequestHandler();
server.on('request', (request, response) => {
  for (const [name, value] of Object.entries(headersOfAll)) response.setHeader(name, value);
  const odd = answerOddRequest(request);
  if (odd !== null) {
    response.writeHead(odd.status, odd.headers).end(odd.text);
    return;
  }
  nameForwardedHost(request.headers, origins);
  nameClient(request.headers, findClientAddress(request.socket.remoteAddress, request.headers['x-forwarded-for']));
  handle(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => server.closeAllConnections(), closeTimeoutMs).unref();
  server.close(() => {
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  server.closeIdleConnections();
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);

server.listen({ host, port }, () => {
  process.send?.({ type: 'ready' });
});

if (settings.mail !== null) {
  const log = createLogger({ sink: (line) => process.stdout.write(`${line}\n`), now: () => new Date() });
  await checkAtStart(createMailer(settings.mail), settings.mail.server, log);
}
