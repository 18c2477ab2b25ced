import type { Bench } from './bench.ts';
import { interleave } from './interleave.ts';
import { createParseFloor } from './parse-floor.ts';
import { type Measurement, compareMemory, compareWithFloor } from './report.ts';

/** A stored file is checked and indexed until it can be started. */
export async function measureCheck(bench: Bench): Promise<Measurement[]> {
  const path = await bench.inputFile();
  const { lines, rounds } = bench.sizes;
  await using floorChild = bench.startFloor();
  await using worker = bench.startWorker();
  const floor = createParseFloor(floorChild, path);
  const idleBytes = await bench.idleBytes();
  let peakBytes = 0;
  let checks = 0;
  const found = await interleave(rounds, {
    floor: () => floor.measure(),
    work: async () => {
      const reply = await worker.call('check', { path, batchId: `bench_check${(checks += 1)}`, requests: lines });
      peakBytes = reply.peakBytes;
      return reply.first('ms');
    },
  });
  const work = `check and index ${lines.toLocaleString('en')} lines`;
  return [
    compareWithFloor({ work, floor: floor.describe(), rounds: found, bound: 3 }),
    compareMemory('process that checks', peakBytes, idleBytes),
  ];
}
