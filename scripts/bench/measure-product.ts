import { join } from 'node:path';
import { z } from 'zod';
import type { Bench } from './bench.ts';
import { writeRequestFile } from './generate/request-file.ts';
import { interleave } from './interleave.ts';
import { largeBatchId } from './measure-collect.ts';
import { measureJavaScript } from './measure-javascript.ts';
import { createParseFloor } from './parse-floor.ts';
import { type Product, startProduct } from './product.ts';
import type { Read } from './reads.ts';
import { type Measurement, compareMemory, compareWithFloor, judgeRead } from './report.ts';
import { uploadAndCheck } from './upload.ts';
import { timeReads } from './works/time-reads.ts';
import { timed } from './works/timed.ts';

/**
 * Through the started product: an upload over loopback until its batch can be started, what a page sends, the
 * reads over HTTP.
 */
export async function measureProduct(bench: Bench, hasLargeBatch: boolean): Promise<Measurement[]> {
  await using product = await startProduct(bench);
  const measurements = [...(await measureUpload(bench, product)), await measureJavaScript(product.address)];
  if (!hasLargeBatch) return measurements;
  const { jobs, requestsPerJob, httpCalls } = bench.sizes;
  const options = { lines: jobs * requestsPerJob, calls: httpCalls };
  const found = await timeReads(options, (read, parameters) => fetchRead(product.address, read, parameters));
  return [...measurements, ...Object.entries(found).map(([name, ms]) => judgeRead(`${name}, over HTTP`, ms))];
}

async function measureUpload(bench: Bench, product: Product): Promise<Measurement[]> {
  const { lines, rounds } = bench.sizes;
  const path = await bench.inputFile();
  await using floorChild = bench.startFloor();
  const floor = createParseFloor(floorChild, path);
  await warmUp(bench, product);
  const idle = await product.readPeaks();
  const found = await interleave(rounds, {
    floor: () => floor.measure(),
    work: () =>
      timed(async () => {
        const requests = await uploadAndCheck(product.address, path);
        if (requests !== lines) throw new Error(`The check found ${requests} good lines where ${lines} were written.`);
      }),
  });
  const peaks = await product.readPeaks();
  const work = `upload, check and index ${lines.toLocaleString('en')} lines`;
  return [
    compareWithFloor({ work, floor: floor.describe(), rounds: found, bound: 5 }),
    ...(idle === null || peaks === null
      ? []
      : [
          compareMemory('web server, uploading', peaks.web, idle.web),
          compareMemory('worker, checking', peaks.worker, idle.worker),
        ]),
  ];
}

/** A small upload, so that all code is loaded: what it needs is no part of what a large one needs. */
async function warmUp(bench: Bench, product: Product): Promise<void> {
  const path = join(bench.workspace, 'warm-up.jsonl');
  await writeRequestFile({ path, lines: 3, lineBytes: 400 });
  await uploadAndCheck(product.address, path);
}

const pageSchema = z.object({ next: z.string().nullable() });

async function fetchRead(
  address: string,
  read: Read,
  parameters: Readonly<Record<string, string>>,
): Promise<string | null> {
  const { line, ...query } = parameters;
  const url = new URL(pathOf(read, line), address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const response = await fetch(url);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}.`);
  return pageSchema.safeParse(answer).data?.next ?? null;
}

function pathOf({ target }: Read, line: string | undefined): string {
  const batch = `/api/batches/${largeBatchId}`;
  switch (target) {
    case 'list':
    case 'summary':
      return '/api/batches';
    case 'detail':
      return batch;
    case 'requests':
      return `${batch}/requests`;
    case 'request':
      return `${batch}/requests/${line ?? ''}`;
    case 'causes':
      return `${batch}/causes`;
  }
}
