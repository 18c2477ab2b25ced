import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexedResult, JobReference, RequestIndex } from '#lib/contracts/request-index.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import { outcomes } from '#lib/shared/contract/status.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { IndexModel, makeRequest, makeResult } from './index-model.ts';

const oddIds = [
  'a\nb',
  'anb',
  'a\0b',
  'a\ud800b',
  'a\ufffdb',
  '100%',
  '100x',
  'a_b_c',
  'axbxc',
  '"quoted"',
  'c:\\new\\n',
  '😀 smile',
  'ABC',
  'abc',
  '\\u0000',
  '(?:x)',
  '.*.*',
];

/** What becomes of one request in one job. */
const fate = fc.oneof(
  { weight: 3, arbitrary: fc.constant('succeeded' as const) },
  { weight: 3, arbitrary: fc.constantFrom('failed 429' as const, 'failed 400' as const, 'failed in words' as const) },
  { weight: 1, arbitrary: fc.constant('failed, then succeeded' as const) },
  { weight: 2, arbitrary: fc.constant('missing' as const) },
);
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

const round = fc.record({
  /** Which of the lines a retry sends: those whose number is 0 modulo this. */
  every: fc.integer({ min: 1, max: 3 }),
  jobs: fc.integer({ min: 1, max: 3 }),
  fates: fc.array(fate, { minLength: 5, maxLength: 12 }),
  /** The source of a job's rows breaks after so many. */
  breaksAfter: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 2 }),
  groupSize: fc.integer({ min: 1, max: 9 }),
  isRepeated: fc.boolean(),
  /** This job is collected late, after the retries. */
  late: fc.integer({ min: 0, max: 4 }),
});

type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;

const history = fc.record({
  lines: fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 }),
  rounds: fc.array(round, { minLength: 1, maxLength: 3 }),
  rowsPerTransaction: fc.integer({ min: 1, max: 12 }),
});

describe('the request index in PostgreSQL', () => {
  const database = usePrismaDatabase();
  let runs = 0;

  it('follows the rules of attempts, replacements and missing lines, through crashes and repetitions', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ lines, rounds, rowsPerTransaction }) => {
        const batchId = `batch ${(runs += 1)}`;
        const index = createPostgresRequestIndex({
          pool: database.pool,
          log: silentLog,
          workspaceId: 'local',
          rowsPerTransaction,
        });
        const model = new IndexModel();
        const requests = lines
          .toSorted((a, b) => a - b)
          .map((line, at) => makeRequest(line, oddIds[at] ?? `request-${line}`));
        model.writeRequests(requests);
        await index.writeRequests(batchId, inGroups(requests, 7));
        const late: (() => Promise<void>)[] = [];
        for (const [at, each] of rounds.entries()) late.push(...(await playRound(index, batchId, model, at + 1, each)));
        for (const play of late) await play();
        await expectSameOutcomes(index, batchId, model);
        await index.removeBatch(batchId);
        expect(await index.findRequests(batchId, { limit: 10 })).toEqual({ items: [], next: null, total: 0 });
      }),
      { numRuns: 15 },
    );
  });
});

/** Plays a round but for one job, which it gives back to be collected late. */
async function playRound(
  index: RequestIndex,
  batchId: string,
  model: IndexModel,
  attempt: number,
  round: Round,
): Promise<(() => Promise<void>)[]> {
  const { every, jobs, isRepeated } = round;
  const all = [...model.requests.keys()];
  const lines = attempt === 1 ? all : all.filter((line) => line % every === 0);
  if (attempt > 1) {
    model.openAttempt(attempt, lines);
    await index.openAttempt(batchId, attempt, Uint32Array.from(lines));
    if (isRepeated) {
      model.withdrawAttempt(attempt, lines);
      for (let times = 0; times < 2; times += 1) await index.withdrawAttempt(batchId, attempt, Uint32Array.from(lines));
      await expectSameOutcomes(index, batchId, model);
      model.openAttempt(attempt, lines);
      for (let times = 0; times < 2; times += 1) await index.openAttempt(batchId, attempt, Uint32Array.from(lines));
    }
  }
  await expectSameOutcomes(index, batchId, model);
  const late: (() => Promise<void>)[] = [];
  for (let part = 0; part < jobs; part += 1) {
    const job = { batchId, attempt, jobId: `job ${attempt}.${part}` };
    const ofJob = lines.filter((_, at) => at % jobs === part);
    const play = (): Promise<void> => playJob(index, job, model, ofJob, round);
    if (part === round.late) late.push(play);
    else await play();
  }
  await expectSamePages(index, batchId, model, searches);
  for (const line of all.slice(0, 6)) await expectSameDetail(index, batchId, model, line);
  expect(await index.findRequest(batchId, 5001)).toBeNull();
  return late;
}

async function playJob(
  index: RequestIndex,
  job: JobReference,
  model: IndexModel,
  lines: readonly number[],
  { fates, breaksAfter, groupSize, isRepeated }: Round,
): Promise<void> {
  const fateOf = (line: number): Fate => fates[line % fates.length] ?? 'missing';
  const rows = lines.flatMap((line) => convertFate(line, fateOf(line)));
  for (const limit of breaksAfter) {
    await index.writeResults(job, inGroups(rows, groupSize, limit)).catch((error: unknown) => {
      if (!(error instanceof Error && error.message === 'The source broke.')) throw error;
    });
  }
  await index.writeResults(job, inGroups(rows, groupSize));
  if (isRepeated) await index.writeResults(job, inGroups(rows, groupSize));
  model.writeResults(job, rows);
  await expectSameOutcomes(index, job.batchId, model);
  // Lines that have a result after all stay as they are.
  const missing = isRepeated ? lines : lines.filter((line) => fateOf(line) === 'missing');
  await index.writeMissing(job, Uint32Array.from(missing), { code: 'batch_expired', message: null });
  if (isRepeated) await index.writeMissing(job, Uint32Array.from(missing), { code: 'batch_expired', message: null });
  model.writeMissing(job, missing, 'batch_expired');
  await expectSameOutcomes(index, job.batchId, model);
}

function convertFate(line: number, what: Fate): IndexedResult[] {
  const failed = { outcome: 'failed', file: 'errors', inputTokens: null } as const;
  switch (what) {
    case 'succeeded':
      return [makeResult(line)];
    case 'failed 429':
      return [
        makeResult(line, { ...failed, statusCode: 429, errorCode: 'rate_limit_exceeded', message: `Wait ${line} ms.` }),
      ];
    case 'failed 400':
      return [makeResult(line, { ...failed, statusCode: 400 })];
    case 'failed in words':
      return [makeResult(line, { ...failed, statusCode: null, message: `No '${line}' here.` })];
    case 'failed, then succeeded':
      return [
        makeResult(line, { ...failed, statusCode: 500, message: 'Oh no' }),
        makeResult(line, { offset: line * 10 + 5, replacesEarlier: true }),
      ];
    case 'missing':
      return [];
  }
}

async function* inGroups<T>(rows: readonly T[], size: number, breakAfter?: number): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < rows.length; at += size) {
    await Promise.resolve();
    if (breakAfter !== undefined && at + size > breakAfter) throw new Error('The source broke.');
    yield rows.slice(at, at + size);
  }
}

type Query = Omit<RequestQuery, 'limit'>;

const byOutcome: readonly Query[] = [{}, ...outcomes.map((outcome) => ({ outcome }))];

const texts = [
  'request-1',
  'request-',
  'est-2',
  'a',
  'anb',
  'nb',
  'a\n',
  '100%',
  'a_b',
  'x',
  '\\n',
  '"quo',
  'smile',
  'new\\',
  '0000',
  '.*.',
  'zzz',
];

const searches: readonly Query[] = [
  ...texts.map((customId) => ({ customId })),
  { customId: 'request', outcome: 'failed' },
  { customId: 'request', outcome: 'pending' },
  { customIds: ['anb', 'a\ud800b', 'request-7', 'nobody'] },
  { customIds: ['anb', 'a\0b', 'abc'], outcome: 'succeeded' },
];

async function expectSamePages(
  index: RequestIndex,
  batchId: string,
  model: IndexModel,
  queries: readonly Query[],
): Promise<void> {
  for (const query of queries) {
    const found = await readAll(index, batchId, query);
    const lines = model.find(query);
    expect({ query, ...found }).toEqual({ query, lines, total: found.total === null ? null : lines.length });
  }
}

async function expectSameOutcomes(index: RequestIndex, batchId: string, model: IndexModel): Promise<void> {
  await expectSamePages(index, batchId, model, byOutcome);
  await expectSameCauses(index, batchId, model);
}

async function readAll(index: RequestIndex, batchId: string, query: Query) {
  const lines: number[] = [];
  let total: number | null = null;
  for (let after: string | undefined; ;) {
    const page = await index.findRequests(batchId, { ...query, limit: 11, ...(after === undefined ? {} : { after }) });
    for (const { line } of page.items) lines.push(line);
    if (after === undefined) ({ total } = page);
    if (page.next === null) return { lines, total };
    after = page.next;
  }
}

async function expectSameCauses(index: RequestIndex, batchId: string, model: IndexModel): Promise<void> {
  const expected = [...model.causes().values()];
  const causes = await index.listCauses(batchId);
  expect(causes.map(({ count }) => count)).toEqual(expected.map(({ length }) => length).toSorted((a, b) => b - a));
  for (const cause of causes) {
    const lines = [...(await index.linesOfCause(batchId, cause.id))];
    expect(expected).toContainEqual(lines);
    expect(await readAll(index, batchId, { causeId: cause.id })).toEqual({ lines, total: cause.count });
    expect([...(await index.linesMatching(batchId, { causeId: cause.id }))]).toEqual(lines);
    const counted = await index.causesOfLines(batchId, Uint32Array.from(lines.slice(0, 2)));
    expect(counted).toMatchObject([{ id: cause.id, count: Math.min(lines.length, 2) }]);
    expect(cause.sampleCustomIds).toEqual(lines.slice(0, 3).map((line) => model.requests.get(line)?.customId));
  }
}

async function expectSameDetail(index: RequestIndex, batchId: string, model: IndexModel, line: number): Promise<void> {
  const request = model.requests.get(line);
  const current = model.current(line);
  const all = [...model.requests.keys()];
  const rows = [...model.rowsOf(line).values()].toSorted((a, b) => a.attempt - b.attempt);
  expect(await index.findRequest(batchId, line)).toMatchObject({
    row: {
      line,
      customId: request?.customId,
      outcome: model.outcomeOf(line),
      attempt: current?.attempt ?? null,
      statusCode: current?.statusCode ?? null,
      errorCode: current?.errorCode ?? null,
      message: current?.message ?? null,
    },
    offset: request?.offset,
    length: request?.length,
    previousLine: all[all.indexOf(line) - 1] ?? null,
    nextLine: all[all.indexOf(line) + 1] ?? null,
    results: rows.map(({ attempt, outcome, jobId, offset }) => ({
      attempt,
      outcome,
      jobId,
      offset,
      isCurrent: attempt === current?.attempt,
    })),
  });
}
