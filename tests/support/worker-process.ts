// A worker for tests that kill it: like worker.ts, but what a killed one left is taken over within seconds.
import { readProcessSettings } from '#lib/config/process-env.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';

const runtime = await createRuntime(readProcessSettings(), { leaseMs: 1_500, doubtMs: 3_000, sweepMs: 500 });
const worker = await runtime.startWorker();
process.send?.({ type: 'ready' });
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => {
  worker
    .stop()
    .then(() => runtime.close())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
});
