// A launcher that a test can kill: starts the server of the data folder it is given, says so, and waits.
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';

const [, , dataDir = ''] = process.argv;
const server = await startEmbeddedPostgres({ dataDir });
process.send?.({ port: server.port });
setInterval(() => undefined, 60_000);
