import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { writeRequestFile } from './generate/request-file.ts';
import { largeBatchId } from './measure-collect.ts';
import { type Measurement, judgeRead } from './report.ts';

/** What pages ask for, on the collected batch and a long list. */
export async function measureReads(bench: Bench): Promise<Measurement[]> {
  const { jobs, requestsPerJob, batches, calls } = bench.sizes;
  await using child = bench.startWorker();
  const path = join(bench.workspace, 'template.jsonl');
  await writeRequestFile({ path, lines: 3, lineBytes: 400 });
  await child.call('addBatches', { path, count: batches });
  const { figures } = await child.call('reads', { batchId: largeBatchId, lines: jobs * requestsPerJob, calls });
  return Object.entries(figures).map(([name, ms]) => judgeRead(name, ms));
}
