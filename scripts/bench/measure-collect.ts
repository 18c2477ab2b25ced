import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { writeRequestFile } from './generate/request-file.ts';
import { writeResultFiles } from './generate/result-files.ts';
import { measureIdle } from './measure-check.ts';
import { type Measurement, compareMemory, compareWithFloor } from './report.ts';
import { resultPaths } from './works/file-provider.ts';

/** The batch that is collected, and read afterwards. */
export const largeBatchId = 'bench_large';

/** The requests only have to be many here. */
const lineBytes = 400;

const floorParts = ['copy', 'parse', 'write'] as const;

/** The result lines of many jobs are stored, matched with their requests and indexed, job by job. */
export async function measureCollect(bench: Bench): Promise<Measurement[]> {
  const { jobs, requestsPerJob } = bench.sizes;
  const lines = jobs * requestsPerJob;
  bench.say(`Preparing a batch of ${lines.toLocaleString('en')} requests.`);
  await using worker = bench.startChild();
  await using floor = bench.startChild();
  await prepare(bench, lines);
  await floor.call('makeFloorDatabase');
  const idleBytes = await measureIdle(bench);

  const floorMs = { copy: 0, parse: 0, write: 0 };
  let workMs = 0;
  let peakBytes = 0;
  for (let part = 1; part <= jobs; part += 1) {
    const collected = await worker.call('collect', { batchId: largeBatchId, part });
    workMs += collected.figures['ms']?.[0] ?? Number.NaN;
    peakBytes = collected.peakBytes;
    const rows = join(bench.workspace, 'rows.bin');
    const firstLine = (part - 1) * requestsPerJob + 1;
    const lastLine = part * requestsPerJob;
    await floor.call('exportResults', { batchId: largeBatchId, firstLine, lastLine, path: rows });
    const files = Object.values(resultPaths(join(bench.workspace, 'results'), part));
    const { figures } = await floor.call('collectFloor', {
      files,
      rows,
      target: join(bench.workspace, 'written.jsonl'),
    });
    for (const name of floorParts) floorMs[name] += figures[name]?.[0] ?? Number.NaN;
  }
  const parts = floorParts.map((name) => `${name} ${(floorMs[name] / 1000).toFixed(1)}`);
  return [
    compareWithFloor({
      work: `collect ${lines.toLocaleString('en')} result lines`,
      floor: `(${parts.join(', ')})`,
      rounds: [{ workMs, floorMs: floorMs.copy + floorMs.parse + floorMs.write }],
      bound: 2,
    }),
    compareMemory('process that collects', peakBytes, idleBytes),
  ];
}

/** A process of its own prepares, so that what it needs is no part of what collecting needs. */
async function prepare(bench: Bench, lines: number): Promise<void> {
  const { jobs, requestsPerJob, workspace } = { ...bench.sizes, workspace: bench.workspace };
  const path = join(workspace, 'large.jsonl');
  await writeRequestFile({ path, lines, lineBytes });
  await using child = bench.startChild();
  const { figures } = await child.call('prepareCollect', { path, batchId: largeBatchId });
  if (figures['jobs']?.[0] !== jobs)
    throw new Error(`The batch has ${String(figures['jobs']?.[0])} jobs, not ${jobs}.`);
  await rm(path);
  for (let part = 1; part <= jobs; part += 1) {
    const { output, errors } = resultPaths(join(workspace, 'results'), part);
    const firstLine = (part - 1) * requestsPerJob + 1;
    await writeResultFiles({ outputPath: output, errorsPath: errors, firstLine, lines: requestsPerJob });
  }
}
