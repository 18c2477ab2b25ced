import { z } from 'zod';
import { readProcessSettings } from '#lib/config/process-env.ts';
import { addBatches } from './works/add-batches.ts';
import { discardBatch, storeInput, timeCheck } from './works/check-input.ts';
import { prepareCollect, timeCollect } from './works/collect-results.ts';
import { exportResults, makeFloorDatabase, timeCopy } from './works/copy-floor.ts';
import { openContext } from './works/open-context.ts';
import { parseFile, parseFileByBytes, writeOnce } from './works/parse-file.ts';
import { performRead } from './works/perform-read.ts';
import { timeReads } from './works/time-reads.ts';
import { timed } from './works/timed.ts';

/** What a process is asked to do: milliseconds and counts come back, by name. */
export type Figures = Readonly<Record<string, readonly number[]>>;

const text = z.string();
const floorDatabase = 'floor';

/** Everything that the processes of a bench can be asked to do, by name. */
export const works = {
  /** Opens what a worker opens, and then does nothing. */
  idle: async () => {
    const ctx = await openContext();
    return { connections: [(await ctx.connections.list()).length] };
  },

  parse: async (input) => {
    const { path } = z.object({ path: text }).parse(input);
    return { ms: [await timed(() => parseFile(path))], byBytesMs: [await timed(() => parseFileByBytes(path))] };
  },

  check: async (input) => {
    const { path, batchId, requests } = z.object({ path: text, batchId: text, requests: z.number() }).parse(input);
    const ctx = await openContext();
    await storeInput(ctx, batchId, path);
    const ms = await timeCheck(ctx, batchId, requests);
    await discardBatch(ctx, batchId);
    return { ms: [ms] };
  },

  prepareCollect: async (input) => {
    const { path, batchId } = z.object({ path: text, batchId: text }).parse(input);
    return { jobs: [await prepareCollect(await openContext(), batchId, path)] };
  },

  collect: async (input) => {
    const { batchId, part } = z.object({ batchId: text, part: z.number() }).parse(input);
    return { ms: [await timeCollect(await openContext(), batchId, part)] };
  },

  makeFloorDatabase: async () => {
    await makeFloorDatabase(databaseUrl(), floorDatabase);
    return {};
  },

  exportResults: async (input) => {
    const rows = z.object({ batchId: text, firstLine: z.number(), lastLine: z.number() }).parse(input);
    const { path } = z.object({ path: text }).parse(input);
    await exportResults(databaseUrl(), rows, path);
    return {};
  },

  collectFloor: async (input) => {
    const { files, rows, target } = z.object({ files: z.array(text), rows: text, target: text }).parse(input);
    return {
      parse: [await timed(() => forEach(files, parseFile))],
      byBytes: [await timed(() => forEach(files, parseFileByBytes))],
      write: [await timed(() => forEach(files, (path) => writeOnce(path, target)))],
      copy: [await timeCopy(databaseUrl(), floorDatabase, rows)],
    };
  },

  addBatches: async (input) => {
    const { path, count } = z.object({ path: text, count: z.number() }).parse(input);
    const template = 'bench_template';
    await storeInput(await openContext(), template, path);
    await addBatches(databaseUrl(), template, count - 1);
    return {};
  },

  reads: async (input) => {
    const { batchId, ...options } = z.object({ batchId: text, lines: z.number(), calls: z.number() }).parse(input);
    return timeReads(options, performRead(await openContext(), batchId));
  },
} satisfies Record<string, (input: unknown) => Promise<Figures>>;

export type WorkName = keyof typeof works;

function databaseUrl(): string {
  return readProcessSettings().databaseUrl ?? '';
}

async function forEach<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await work(item);
}
