import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { reads } from '#scripts/bench/reads.ts';
import { type BenchOptions, runBench } from '#scripts/bench/run-bench.ts';

const tiny: BenchOptions = {
  sizes: {
    lines: 30,
    lineBytes: 600,
    rounds: 1,
    jobs: 2,
    requestsPerJob: 100,
    batches: 5,
    calls: 1,
    httpCalls: 1,
  },
  wanted: ['check', 'collect', 'reads'],
  say: () => undefined,
  signal: new AbortController().signal,
};

async function findWorkspaces(): Promise<ReadonlySet<string>> {
  return new Set((await readdir(tmpdir())).filter((name) => name.startsWith('langbatch-bench-')));
}

test('every measurement comes to a figure, and nothing is left behind', async () => {
  const before = await findWorkspaces();
  const measurements = await runBench(tiny);
  expect(measurements.map(({ work }) => work)).toEqual([
    'check and index 30 lines',
    'memory of the process that checks',
    'collect 200 result lines',
    'memory of the process that collects',
    ...reads.map(({ name }) => name),
  ]);
  for (const measurement of measurements) expect(Object.values(measurement).join(' ')).not.toMatch(/NaN|undefined/);
  expect([...(await findWorkspaces()).difference(before)]).toEqual([]);
});
