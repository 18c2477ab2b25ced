import { type BenchSizes, openBench } from './bench.ts';
import { measureCheck } from './measure-check.ts';
import { measureCollect } from './measure-collect.ts';
import { measureProduct } from './measure-product.ts';
import { measureReads } from './measure-reads.ts';
import type { Measurement } from './report.ts';

/** What can be measured; `reads` on the batch that `collect` collected. */
export const sections = ['check', 'collect', 'reads', 'product'] as const;
export type Section = (typeof sections)[number];

/** The sizes that the bounds of `docs/performance.md` are set for. */
export const fullSizes: BenchSizes = {
  lines: 50_000,
  lineBytes: 4_100,
  rounds: 3,
  jobs: 20,
  requestsPerJob: 50_000,
  batches: 10_000,
  calls: 200,
  httpCalls: 50,
};

export interface BenchOptions {
  readonly sizes: BenchSizes;
  readonly wanted: readonly Section[];
  /** Told what is being done, for somebody who waits. */
  readonly say: (sentence: string) => void;
  /** When it aborts, nothing more is measured and everything is cleared away. */
  readonly signal: AbortSignal;
}

/**
 * Measures in a temporary folder that is gone afterwards. Throws when something does not work; a missed bound
 * is a result.
 */
export async function runBench({ sizes, wanted, say, signal }: BenchOptions): Promise<Measurement[]> {
  await using bench = await openBench(sizes, say, signal);
  const isWanted = (section: Section): boolean => wanted.includes(section);
  const measurements: Measurement[] = [];
  try {
    if (isWanted('check')) measurements.push(...(await measureCheck(bench)));
    if (isWanted('collect') || isWanted('reads')) measurements.push(...(await measureCollect(bench)));
    if (isWanted('reads')) measurements.push(...(await measureReads(bench)));
    if (isWanted('product')) measurements.push(...(await measureProduct(bench, isWanted('reads'))));
    return measurements;
  } catch (error) {
    // Whatever a process says that was ended for it, this is why.
    signal.throwIfAborted();
    throw error;
  }
}
