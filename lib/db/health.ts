import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type Health, notKnown } from '#lib/shared/contract/health.ts';
import { diskFullSentence, isDiskFull } from './database-failure.ts';

export interface HealthCheck {
  check(): Promise<Health>;
  /** Called by a worker now and then: says that one lives. */
  beat(): Promise<void>;
}

/** As much of a pool of connections as is needed here. */
interface Database {
  query(sql: string, values?: string[]): Promise<{ readonly rows: readonly unknown[] }>;
}

export interface HealthOptions {
  readonly pool: Database;
  /** How many bytes are free for the files; null when that cannot be told. */
  readonly readFreeBytes: () => Promise<number | null>;
  /** After this time without an answer a part counts as not answering. */
  readonly deadlineMs?: number;
}

const key = 'worker_seen';

/** A worker beats every ten seconds; after three beats missed it is taken for gone. */
const goneAfterSeconds = 35;

const megabyte = 1024 * 1024;

/** Less than this is gone with the next batch. */
const fewBytes = 256 * megabyte;

/** Less than this is full for a database, whose log grows in pieces of that size. */
const noBytes = 16 * megabyte;

/** Said in steps, so that a page does not say something new at every look. */
const stepMegabytes = 50;

const seenSchema = z.object({ seconds: z.number() });

/** Also where the runtime cannot start, of which the database is nearly always the reason. */
export const notAnswering = 'The database does not answer, so nothing can be saved.';

/**
 * Whether the database answers and a worker lives, told through the database so that it holds for other
 * machines too.
 */
export function createHealthCheck({ pool, readFreeBytes, deadlineMs = 3_000 }: HealthOptions): HealthCheck {
  // Of a server that has stopped answering, no more is asked than one look at a time: each holds a connection.
  const readDatabase = oneAtATime(() => checkDatabase(pool));
  const readDisk = oneAtATime(() => checkDisk(readFreeBytes));
  return {
    async check() {
      const [database, disk] = await Promise.all([
        withDeadline(readDatabase(), deadlineMs, {
          database: notAnswering,
          worker: notKnown,
        }),
        withDeadline(readDisk(), deadlineMs, 'The disk that holds the data folder does not answer.'),
      ]);
      return { ...database, disk };
    },
    beat: () => touch(pool, key),
  };
}

const fullDataDisk =
  'The disk that holds the data folder is full, so hardly anything can be saved. Make room on it; everything goes on by itself then.';

async function checkDatabase(pool: Database): Promise<Omit<Health, 'disk'>> {
  try {
    const { rows } = await pool.query(
      'select extract(epoch from now() - updated_at)::float8 as seconds from setting where key = $1',
      [key],
    );
    const seconds = seenSchema.safeParse(rows[0]).data?.seconds ?? Number.POSITIVE_INFINITY;
    if (seconds <= goneAfterSeconds) return { database: await tryTakingRoom(pool), worker: 'ok' };
    return { database: await tryWriting(pool), worker: 'No worker is running, so batches do not move. Start one.' };
  } catch {
    return { database: notAnswering, worker: notKnown };
  }
}

/**
 * More than fits in the memory that it is given, so the server puts it into a file for a moment: on a full disk small
 * changes, such as a worker's signs of life, still find room in the files that are there.
 */
const takeRoom = `set local work_mem = '64kB'; select count(*) from generate_series(1, 50000)`;

async function tryTakingRoom(pool: Database): Promise<string> {
  try {
    await pool.query(takeRoom);
    return 'ok';
  } catch (error) {
    // A server may forbid such files, and work all the same.
    return isDiskFull(error) ? diskFullSentence : 'ok';
  }
}

/** A worker that cannot write gives no sign of life either. */
async function tryWriting(pool: Database): Promise<string> {
  try {
    await touch(pool, 'health_seen');
    return 'ok';
  } catch (error) {
    return isDiskFull(error)
      ? diskFullSentence
      : 'The database takes no changes, so nothing can be saved. Its log says why.';
  }
}

async function checkDisk(readFreeBytes: HealthOptions['readFreeBytes']): Promise<string> {
  const free = await readFreeBytes();
  if (free === null || free >= fewBytes) return 'ok';
  if (free < noBytes) return fullDataDisk;
  const megabytes = (Math.floor(free / megabyte / stepMegabytes) + 1) * stepMegabytes;
  return `Less than ${megabytes} MB are left on the disk that holds the data folder. Make room before it is full.`;
}

async function touch(pool: Database, name: string): Promise<void> {
  await pool.query(
    `insert into setting (key, value, updated_at) values ($1, '', now())
     on conflict (key) do update set updated_at = now()`,
    [name],
  );
}

async function withDeadline<T>(work: Promise<T>, ms: number, late: T): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([work, delay(ms, late, { signal: settled.signal })]);
  } finally {
    settled.abort();
  }
}

/** Who asks while an answer is awaited gets the same one. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => (running = null));
    return running;
  };
}
