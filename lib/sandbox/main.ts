import { join } from 'node:path';
import { keepSandboxKey } from '#lib/config/keep-secret.ts';
import { readProcessSettings } from '#lib/config/process-env.ts';
import { AppError } from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';
import { isSystemError } from '#lib/system-error.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

const log = createLogger({
  sink: (line) => process.stderr.write(`${line}\n`),
  now: () => new Date(),
  base: { process: 'sandbox' },
});

/** The sandbox as a process of its own: says `ready` with its address to the parent, and ends with it. */
async function main(): Promise<void> {
  const { sandbox: settings, dataDir } = readProcessSettings();
  const sandbox = await createSandbox({
    dir: settings.dir ?? join(dataDir, 'sandbox'),
    port: settings.port ?? 0,
    jobSeconds: settings.jobSeconds,
    tokenLimit: settings.tokenLimit,
    // Where tests may break it, they may also come with any key.
    key: settings.hasFaults ? null : await keepSandboxKey(dataDir),
    faults: settings.hasFaults,
    log,
  });
  stopWithParent(sandbox);
  process.send?.({ type: 'ready', url: sandbox.url });
  log.info('sandbox ready', { url: sandbox.url });
}

function stopWithParent(sandbox: Sandbox): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('sandbox did not stop cleanly', {}, error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

main().catch((error: unknown) => {
  log.error(describeStartFailure(error), {}, error);
  process.exit(1);
});

function describeStartFailure(error: unknown): string {
  if (AppError.is(error)) return error.message;
  if (isSystemError(error, 'EADDRINUSE')) {
    return 'The port of the sandbox is taken. End the program that uses it, or set LANGBATCH_SANDBOX_PORT to another one.';
  }
  return 'The sandbox could not start.';
}
