import { expect, test } from '@playwright/test';
import { runBench } from '#scripts/bench/run-bench.ts';

test('the bench measures an upload and the memory of each process through the started product', async () => {
  const measurements = await runBench({
    sizes: {
      lines: 30,
      lineBytes: 600,
      rounds: 1,
      jobs: 1,
      requestsPerJob: 20,
      batches: 3,
      calls: 1,
      httpCalls: 1,
    },
    wanted: ['product'],
    say: () => undefined,
    signal: new AbortController().signal,
  });
  const works = measurements.map(({ work }) => work);
  expect(works).toContain('upload, check and index 30 lines');
  if (process.platform === 'linux') expect(works).toContain('memory of the worker, checking');
  for (const measurement of measurements) expect(Object.values(measurement).join(' ')).not.toMatch(/NaN|undefined/);
});
