// The worker as a process of its own: works off the queue until it is told to stop or its parent is gone.
import { readProcessSettings } from '#lib/config/process-env.ts';
import { AppError } from '#lib/errors.ts';
import { createRuntime, type Runtime } from '#lib/wiring/runtime.ts';

const runtime = await openRuntime().catch(refuse);
const worker = await runtime.startWorker();
process.send?.({ type: 'ready' });

async function openRuntime(): Promise<Runtime> {
  return createRuntime(readProcessSettings());
}

/** What a person can set right is one sentence, for the launcher where there is one. */
function refuse(error: unknown): never {
  if (!AppError.is(error)) throw error;
  if (process.send === undefined) process.stderr.write(`${error.message}\n`);
  else process.send({ type: 'failed', message: error.message });
  process.exit(1);
}

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  worker
    .stop()
    .then(() => runtime.close())
    .then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);
