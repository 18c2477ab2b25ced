import { beforeAll, describe, expect, it } from 'vitest';
import type { IndexedListQuery, RequestIndex } from '#lib/contracts/request-index.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { makeAttempt, makeBatch, makeCheck, makeJob } from '#tests/support/batch-records.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const minute = (number: number): string => new Date(Date.UTC(2026, 10, 21, 12, number)).toISOString();

const now = new Date(minute(60));

const ended = { stage: 'collected', status: 'completed', providerStatus: 'completed', endedAt: minute(30) } as const;
const hold = {
  kind: 'key_refused',
  code: 'as_written',
  since: minute(20),
  facts: { text: 'OpenAI refused the key.' },
} as const;

const jo = { kind: 'user', id: 'p2', name: 'Jo' } as const;

const batches: readonly BatchRecord[] = [
  makeBatch('draft', { createdAt: minute(1), name: 'Letters 100% done' }),
  makeBatch('hidden', { createdAt: minute(2), isListed: false }),
  makeBatch('refused', {
    createdAt: minute(3),
    createdBy: jo,
    check: { ...makeCheck(), refusal: { code: 'csv_file', facts: {} }, badLines: 4 },
  }),
  makeBatch('running', {
    createdAt: minute(4),
    connectionId: 'c1',
    attempts: [makeAttempt(1, [makeJob('j1', { requests: 7, providerCounts: { total: 7, completed: 4, failed: 1 } })])],
    counts: { total: 10, pending: 7, succeeded: 3, failed: 0, missing: 0 },
  }),
  makeBatch('held', {
    createdAt: minute(5),
    connectionId: 'c2',
    attempts: [makeAttempt(1, [makeJob('j2', { hold })])],
    counts: { total: 5, pending: 5, succeeded: 0, failed: 0, missing: 0 },
  }),
  makeBatch('waiting', {
    createdAt: minute(6),
    attempts: [makeAttempt(1, [makeJob('j3', { hold: { ...hold, kind: 'rate_limit' } })], { startedBy: jo })],
    counts: { total: 1, pending: 1, succeeded: 0, failed: 0, missing: 0 },
  }),
  makeBatch('finished', {
    createdAt: minute(7),
    name: 'letters_of\0May',
    attempts: [makeAttempt(1, [makeJob('j4', ended)], { endedAt: minute(40) })],
    counts: { total: 10, pending: 0, succeeded: 6, failed: 3, missing: 1 },
  }),
  makeBatch('cancelled', {
    createdAt: minute(7),
    input: { key: 'k', bytes: 1, sha256: 'a', name: 'complaints of May.jsonl' },
    cancelRequestedAt: minute(20),
    attempts: [
      makeAttempt(
        1,
        [makeJob('j6', { ...ended, status: 'cancelled', counts: { succeeded: 4, failed: 0, missing: 6 } })],
        { endedAt: minute(40) },
      ),
    ],
    counts: { total: 10, pending: 0, succeeded: 4, failed: 0, missing: 6 },
  }),
  makeBatch('flawless', {
    createdAt: minute(7),
    attempts: [makeAttempt(1, [makeJob('j5', ended)], { endedAt: minute(40) })],
    counts: { total: 10, pending: 0, succeeded: 10, failed: 0, missing: 0 },
  }),
];

describe('the list of batches', () => {
  const database = usePrismaDatabase();
  let index: RequestIndex;

  beforeAll(async () => {
    index = createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' });
    const storage = createPrismaBatchStorage({
      prisma: database.prisma,
      workspaceId: 'local',
      files: createMemoryFiles(),
      index,
    });
    const limits = { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null };
    await database.prisma.connection.create({
      data: {
        id: 'c1',
        name: 'OpenAI',
        kind: 'openai',
        baseUrl: 'https://api.openai.com/v1',
        ...limits,
        createdAt: minute(0),
      },
    });
    for (const batch of batches) await storage.saveBatch(batch, 0);
  });

  async function list(query: Partial<IndexedListQuery> = {}): Promise<string[]> {
    return (await index.listBatches({ limit: 20, ...query }, now)).items.map(({ id }) => id);
  }

  it('shows kept batches, newest first', async () => {
    expect(await list()).toEqual([
      'flawless',
      'finished',
      'cancelled',
      'waiting',
      'held',
      'running',
      'refused',
      'draft',
    ]);
    expect((await index.listBatches({ limit: 20 }, now)).total).toBe(8);
  });

  it('pages by key, also between batches of the same moment', async () => {
    const ids: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await index.listBatches({ limit: 1, ...(after === undefined ? {} : { after }) }, now);
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      after = page.next;
    }
    expect(ids).toEqual(await list());
    const noTimes = ['9999-99-99T99:99:99.999Z', '2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00.000Z'];
    for (const after of ['nonsense', '', ...noTimes.map((time) => `${time}_x`)]) {
      expect(await list({ after })).toEqual(ids);
    }
  });

  it('filters by status, connection, part of the name and beginning of the id', async () => {
    expect(await list({ status: 'completed' })).toEqual(['flawless', 'finished']);
    expect(await list({ connectionId: 'c2' })).toEqual(['held']);
    expect(await list({ search: 'LETTERS' })).toEqual(['finished', 'draft']);
    expect(await list({ search: '100%' })).toEqual(['draft']);
    expect(await list({ search: 's_o' })).toEqual(['finished']);
    expect(await list({ search: 'run' })).toEqual(['running']);
    expect(await list({ search: 'unning' })).toEqual(['running']);
    expect(await list({ search: 'ing\0' })).toEqual([]);
    expect(await list({ search: 'complaints' })).toEqual(['cancelled']);
    expect((await index.listBatches({ search: 'letters', status: 'draft', limit: 5 }, now)).total).toBe(1);
  });

  it('narrows down to what one person has started, and to drafts that they have made', async () => {
    expect(await list({ startedBy: 'p2' })).toEqual(['waiting', 'refused']);
    expect((await index.listBatches({ startedBy: 'p2', limit: 1 }, now)).total).toBe(2);
    expect(await list({ startedBy: 'you' })).not.toContain('waiting');
    expect(await list({ startedBy: "' or 1=1" })).toEqual([]);
  });

  it('shows who started a batch by the name that they have now, else by that of then', async () => {
    const startedBy = async (id: string) =>
      (await index.listBatches({ limit: 20 }, now)).items.find((item) => item.id === id)?.startedBy;
    expect(await startedBy('waiting')).toEqual({ id: 'p2', name: 'Jo' });
    const createdAt = new Date();
    const person = { id: 'p2', name: 'Joanna', email: 'jo@example.com', emailVerified: true };
    await database.prisma.person.create({ data: { ...person, createdAt, updatedAt: createdAt } });
    expect(await startedBy('waiting')).toEqual({ id: 'p2', name: 'Joanna' });
    expect(await startedBy('draft')).toBeNull();
  });

  it('narrows down to each group that the summary counts, and a cancelled batch is not one with failures', async () => {
    expect(await list({ status: 'running' })).toEqual(['running']);
    expect(await list({ status: 'waiting' })).toEqual(['waiting', 'held']);
    expect(await list({ status: 'needs_person' })).toEqual(['held']);
    expect(await list({ status: 'with_failures' })).toEqual(['finished']);
  });

  it('says of each batch what its row shows', async () => {
    const { items } = await index.listBatches({ limit: 20 }, now);
    const find = (id: string) => items.find((item) => item.id === id);
    expect(find('running')).toEqual({
      id: 'running',
      name: 'Batch running',
      inputName: 'input.jsonl',
      status: 'in_progress',
      hold: null,
      counts: { total: 10, pending: 7, succeeded: 3, failed: 0, missing: 0 },
      shownCounts: { total: 10, pending: 2, succeeded: 7, failed: 1, missing: 0, notAnswered: 0 },
      attemptRequests: 10,
      badLines: 0,
      isChecked: true,
      refusal: null,
      model: 'gpt-4o-mini',
      connection: { id: 'c1', name: 'OpenAI', kind: 'openai' },
      isCancelRequested: false,
      startedBy: { id: 'you', name: 'test' },
      createdAt: minute(4),
      startedAt: '2026-11-21T12:00:00.000Z',
      endedAt: null,
    });
    expect(find('held')).toMatchObject({ hold, connection: null });
    expect(find('refused')).toMatchObject({ status: 'draft', refusal: { code: 'csv_file', facts: {} }, badLines: 4 });
    expect(find('finished')).toMatchObject({ name: 'letters_of␀May', endedAt: minute(40) });
  });

  it('sums up what runs, waits, needs somebody, and finished with failures in the last seven days', async () => {
    const summary = { running: 1, requestsToGo: 2, waiting: 2, needsPerson: 1, finishedWithFailures: 1 };
    expect(await index.summarizeBatches(new Date(minute(60)))).toEqual(summary);
    const later = new Date('2026-11-29T12:00:00Z');
    expect(await index.summarizeBatches(later)).toEqual({ ...summary, finishedWithFailures: 0 });
  });
});
