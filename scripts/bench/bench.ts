import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepSecret } from '#lib/config/keep-secret.ts';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { nodeFlags } from '../launcher/node-flags.ts';
import { type BenchChild, startChild } from './bench-child.ts';
import { writeRequestFile } from './generate/request-file.ts';

export interface BenchSizes {
  /** Of the input file that is checked and uploaded. */
  readonly lines: number;
  readonly lineBytes: number;
  /** How often that is done. */
  readonly rounds: number;
  /** Of the batch that is collected and read. */
  readonly jobs: number;
  readonly requestsPerJob: number;
  /** In the list. */
  readonly batches: number;
  /** Of each read, in this process and over HTTP. */
  readonly calls: number;
  readonly httpCalls: number;
}

/** A data folder of its own with a database in it, as the product has; all of it goes when the bench ends. */
export interface Bench extends AsyncDisposable {
  readonly sizes: BenchSizes;
  /** For files that are no part of the product's data. */
  readonly workspace: string;
  readonly dataDir: string;
  /** Settings of the product's processes in this data folder. */
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (sentence: string) => void;
  /** A process that works as the product's worker does. */
  startWorker(): BenchChild;
  /** A process for what the work is held against. */
  startFloor(): BenchChild;
  /** The most memory of a worker that has everything open and nothing to do; measured once. */
  readonly idleBytes: () => Promise<number>;
  /** The path of the input file of `sizes.lines` requests; written once. */
  readonly inputFile: () => Promise<string>;
}

/** How long a removed folder may still be written to by a database that is just ending. */
const removeTries = 5;

/** What somebody has set for the product that they use here says nothing to the one that is measured. */
const unsetSettings = {
  HOST: '',
  PORT: '0',
  LANGBATCH_ROLE: '',
  LANGBATCH_URL: '',
  LANGBATCH_FILES: '',
  OPENAI_API_KEY: '',
  OPENAI_BASE_URL: '',
};

export async function openBench(
  sizes: BenchSizes,
  say: (sentence: string) => void,
  signal: AbortSignal,
): Promise<Bench> {
  await using cleanUp = new AsyncDisposableStack();
  const workspace = await mkdtemp(join(tmpdir(), 'langbatch-bench-'));
  cleanUp.defer(() => rm(workspace, { recursive: true, force: true, maxRetries: removeTries }));
  const dataDir = join(workspace, 'data');
  await mkdir(join(workspace, 'results'));
  const database = await startEmbeddedPostgres({ dataDir });
  const { url: databaseUrl, movedTo } = database;
  if (movedTo !== null) cleanUp.defer(() => rm(movedTo, { recursive: true, force: true, maxRetries: removeTries }));
  cleanUp.defer(() => database.stop());
  await migrateDatabase({ databaseUrl });
  const environment = {
    ...process.env,
    ...unsetSettings,
    DATABASE_URL: databaseUrl,
    LANGBATCH_DATA_DIR: dataDir,
    LANGBATCH_SECRET: await keepSecret(join(dataDir, 'secret')),
    LANGBATCH_SANDBOX: 'off',
  };
  const child = { config: { workspace, maxRequestsPerJob: sizes.requestsPerJob }, environment, signal };
  const startWorker = (): BenchChild => startChild({ ...child, nodeFlags: nodeFlags.worker });
  const kept = cleanUp.move();
  return {
    sizes,
    workspace,
    dataDir,
    environment,
    say,
    startWorker,
    startFloor: () => startChild({ ...child, nodeFlags: [] }),
    idleBytes: once(() => measureIdle(startWorker)),
    inputFile: once(() => writeInput(join(workspace, 'input.jsonl'), sizes, say)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function writeInput(path: string, sizes: BenchSizes, say: (sentence: string) => void): Promise<string> {
  const bytes = await writeRequestFile({ path, lines: sizes.lines, lineBytes: sizes.lineBytes });
  say(`Input file: ${sizes.lines.toLocaleString('en')} lines, ${(bytes / 1e6).toFixed(1)} MB.`);
  return path;
}

async function measureIdle(startWorker: () => BenchChild): Promise<number> {
  await using idle = startWorker();
  return (await idle.call('idle')).peakBytes;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => (running ??= work());
}
