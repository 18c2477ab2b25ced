import { createLogger } from '#lib/log.ts';

/** The log of the web process: lines of JSON on standard output. It works when the database does not. */
export const webLog = createLogger({
  // By its full name, as Next compiles what instrumentation imports for a runtime without processes too.
  sink: (line) => globalThis.process.stdout.write(`${line}\n`),
  now: () => new Date(),
  base: { process: 'web' },
});
