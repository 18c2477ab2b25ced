import type { BenchChild } from './bench-child.ts';
import type { Bench } from './bench.ts';
import { interleave } from './interleave.ts';
import { type Measurement, compareMemory, compareWithFloor } from './report.ts';

/** A stored file is checked and indexed until it can be started. */
export async function measureCheck(bench: Bench): Promise<Measurement[]> {
  const path = await bench.inputFile();
  const { lines, rounds } = bench.sizes;
  await using floor = bench.startChild();
  await using worker = bench.startChild();
  const idleBytes = await measureIdle(bench);
  let peakBytes = 0;
  let checks = 0;
  const found = await interleave(rounds, {
    floor: () => timeParse(floor, path),
    work: async () => {
      const reply = await worker.call('check', { path, batchId: `bench_check${(checks += 1)}`, requests: lines });
      peakBytes = reply.peakBytes;
      return reply.figures['ms']?.[0] ?? Number.NaN;
    },
  });
  const work = `check and index ${lines.toLocaleString('en')} lines`;
  return [
    compareWithFloor({ work, floor: 'split + JSON.parse', rounds: found, bound: 3 }),
    compareMemory('process that checks', peakBytes, idleBytes),
  ];
}

export async function timeParse(child: BenchChild, path: string): Promise<number> {
  return (await child.call('parse', { path })).figures['ms']?.[0] ?? Number.NaN;
}

/** The most memory of a process that has everything open and nothing to do. */
export async function measureIdle(bench: Bench): Promise<number> {
  await using idle = bench.startChild();
  return (await idle.call('idle')).peakBytes;
}
