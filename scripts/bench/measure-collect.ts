import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchChild } from './bench-child.ts';
import type { Bench } from './bench.ts';
import { writeRequestFile } from './generate/request-file.ts';
import { writeResultFiles } from './generate/result-files.ts';
import { type Measurement, compareMemory, compareWithFloor, seconds } from './report.ts';
import { resultPaths } from './works/file-provider.ts';

/** The batch that is collected, and read afterwards. */
export const largeBatchId = 'bench_large';

/** The requests only have to be many here. */
const lineBytes = 400;

/** The least that collecting consists of, in milliseconds; `byBytes` is what `parse` could come down to. */
const floorFigures = ['copy', 'parse', 'byBytes', 'write'] as const;
type CollectFloor = Record<(typeof floorFigures)[number], number>;

/** The result lines of many jobs are stored, matched with their requests and indexed, job by job. */
export async function measureCollect(bench: Bench): Promise<Measurement[]> {
  const { jobs, requestsPerJob } = bench.sizes;
  const lines = jobs * requestsPerJob;
  bench.say(`Preparing a batch of ${lines.toLocaleString('en')} requests.`);
  await using worker = bench.startWorker();
  await using floorChild = bench.startFloor();
  await prepare(bench, lines);
  await floorChild.call('makeFloorDatabase');
  const idleBytes = await bench.idleBytes();

  const floor: CollectFloor = { copy: 0, parse: 0, byBytes: 0, write: 0 };
  let workMs = 0;
  let peakBytes = 0;
  for (let part = 1; part <= jobs; part += 1) {
    const collected = await worker.call('collect', { batchId: largeBatchId, part });
    workMs += collected.first('ms');
    peakBytes = collected.peakBytes;
    const least = await measureFloor(bench, floorChild, part);
    for (const name of floorFigures) floor[name] += least[name];
  }
  return [
    compareWithFloor({
      work: `collect ${lines.toLocaleString('en')} result lines`,
      floor: describeFloor(floor),
      rounds: [{ workMs, floorMs: floor.copy + floor.parse + floor.write }],
      bound: 2,
    }),
    compareMemory('process that collects', peakBytes, idleBytes),
  ];
}

/** Adds the rows that a part has become to the same tables of another database, and reads and writes its files once. */
async function measureFloor(bench: Bench, child: BenchChild, part: number): Promise<CollectFloor> {
  const { workspace, sizes } = bench;
  const rows = join(workspace, 'rows.bin');
  const firstLine = (part - 1) * sizes.requestsPerJob + 1;
  const lastLine = part * sizes.requestsPerJob;
  await child.call('exportResults', { batchId: largeBatchId, firstLine, lastLine, path: rows });
  const files = Object.values(resultPaths(join(workspace, 'results'), part));
  const reply = await child.call('collectFloor', { files, rows, target: join(workspace, 'written.jsonl') });
  const { first } = reply;
  return { copy: first('copy'), parse: first('parse'), byBytes: first('byBytes'), write: first('write') };
}

function describeFloor({ copy, parse, byBytes, write }: CollectFloor): string {
  return `COPY ${seconds(copy)}, parse ${seconds(parse)} (by bytes ${seconds(byBytes)}), write ${seconds(write)}`;
}

/** A process of its own prepares, so that what it needs is no part of what collecting needs. */
async function prepare(bench: Bench, lines: number): Promise<void> {
  const { workspace } = bench;
  const { jobs, requestsPerJob } = bench.sizes;
  const path = join(workspace, 'large.jsonl');
  await writeRequestFile({ path, lines, lineBytes });
  await using child = bench.startWorker();
  const made = (await child.call('prepareCollect', { path, batchId: largeBatchId })).first('jobs');
  if (made !== jobs) throw new Error(`The batch has ${made} jobs, not ${jobs}.`);
  await rm(path);
  for (let part = 1; part <= jobs; part += 1) {
    const { output, errors } = resultPaths(join(workspace, 'results'), part);
    const firstLine = (part - 1) * requestsPerJob + 1;
    await writeResultFiles({ outputPath: output, errorsPath: errors, firstLine, lines: requestsPerJob });
  }
}
