import { describe, expect, test } from 'vitest';
import { convertJob, mapStatus, parseTime } from '#lib/providers/openai/convert-job.ts';
import { wireJobReply, wireList } from '#lib/providers/openai/wire-schemas.ts';
import { jobStatuses } from '#lib/shared/contract/status.ts';

const read = (wire: unknown): ReturnType<typeof convertJob> => convertJob(wireJobReply.parse(wire));

describe('a status', () => {
  test.each(jobStatuses)('%s is ours as it is', (status) => {
    expect(mapStatus(status)).toBe(status);
  });

  test.each([
    ['VALIDATING', 'validating'],
    ['Completed', 'completed'],
    ['canceled', 'cancelled'],
    ['CANCELING', 'cancelling'],
    ['PROGRESS', 'in_progress'],
    ['InProgress', 'in_progress'],
    ['in progress', 'in_progress'],
    ['in_queue', 'validating'],
  ])('%s is understood as %s', (word, status) => {
    expect(mapStatus(word)).toBe(status);
  });

  test('that nobody knows is null beside the provider’s word', () => {
    expect(read({ id: 'b', status: 'Rebalancing' })).toMatchObject({ status: null, providerStatus: 'Rebalancing' });
  });
});

describe('a time', () => {
  test.each([
    [1_736_489_773, '2025-01-10T06:16:13.000Z'],
    ['1736489773', '2025-01-10T06:16:13.000Z'],
    ['2025-01-10T06:16:13Z', '2025-01-10T06:16:13.000Z'],
    ['2025-01-10T06:16:13.5+00:00', '2025-01-10T06:16:13.500Z'],
    [1_736_489_773.25, '2025-01-10T06:16:13.250Z'],
  ])('%s is read', (value, iso) => {
    expect(parseTime(value)?.toISOString()).toBe(iso);
  });

  // The last ones are milliseconds, and years that ISO writes with a sign.
  test.each([null, undefined, '', 0, -1, 'soon', Number.POSITIVE_INFINITY, 1_736_489_773_000, '+275760-01-01'])(
    '%s is none',
    (value) => {
      expect(parseTime(value)).toBeNull();
    },
  );
});

describe('a job', () => {
  test('with nothing but id and status is enough', () => {
    expect(read({ id: 'b', status: 'validating' })).toEqual({
      id: 'b',
      status: 'validating',
      providerStatus: 'validating',
      inputFileId: null,
      outputFileId: null,
      errorFileId: null,
      oddFiles: [],
      counts: null,
      errors: [],
      metadata: {},
      createdAt: null,
      expiresAt: null,
      endedAt: null,
    });
  });

  test('without an id or a status is not one', () => {
    expect(wireJobReply.safeParse({ status: 'validating' }).success).toBe(false);
    expect(wireJobReply.safeParse({ id: 'b' }).success).toBe(false);
    expect(wireJobReply.safeParse('<html>').success).toBe(false);
  });

  test('wrapped in { job, warning } is unwrapped', () => {
    expect(read({ job: { id: 'b', status: 'IN_PROGRESS' }, warning: '' })).toMatchObject({ status: 'in_progress' });
  });

  test('with empty file ids, as Azure and OpenAI have sent, has no files', () => {
    expect(read({ id: 'b', status: 'completed', output_file_id: 'file-1', error_file_id: '' })).toMatchObject({
      outputFileId: 'file-1',
      errorFileId: null,
    });
  });

  test('ended when the time of its own status says, and not before', () => {
    const times = { completed_at: null, failed_at: 10, expired_at: 20, cancelled_at: '1970-01-01T00:00:30Z' };
    expect(read({ id: 'b', status: 'expired', ...times }).endedAt).toEqual(new Date(20_000));
    expect(read({ id: 'b', status: 'Cancelled', ...times }).endedAt).toEqual(new Date(30_000));
    expect(read({ id: 'b', status: 'completed', ...times }).endedAt).toBeNull();
    expect(read({ id: 'b', status: 'finalizing', ...times }).endedAt).toBeNull();
  });

  test('has counts only when the provider gives a total', () => {
    const counts = (request_counts: unknown): unknown => read({ id: 'b', status: 'failed', request_counts }).counts;
    expect(counts({ total: 8, completed: 4, failed: 0 })).toEqual({ total: 8, completed: 4, failed: 0 });
    expect(counts({ total: 8, completed: null })).toEqual({ total: 8, completed: 0, failed: 0 });
    expect(counts({ completed: 4 })).toBeNull();
    expect(counts(null)).toBeNull();
    expect(counts({ total: -1, completed: 4, failed: 0 })).toBeNull();
    expect(counts({ total: 8, completed: 0.5, failed: 0 })).toBeNull();
    expect(counts('8')).toBeNull();
  });

  test('lists its errors, bare or under data, with codes that are numbers too', () => {
    const error = { code: 400, message: 'No.', param: '', line: 3 };
    const expected = [{ code: '400', message: 'No.', param: null, line: 3 }];
    expect(read({ id: 'b', status: 'failed', errors: { object: 'list', data: [error] } }).errors).toEqual(expected);
    expect(read({ id: 'b', status: 'failed', errors: [error] }).errors).toEqual(expected);
    expect(read({ id: 'b', status: 'failed', errors: { data: null } }).errors).toEqual([]);
    expect(read({ id: 'b', status: 'failed', errors: [{}] }).errors).toEqual([
      { code: null, message: '', param: null, line: null },
    ]);
  });

  test('tells its errors as texts too, wherever they stand', () => {
    const expected = [{ code: null, message: 'No.', param: null, line: null }];
    expect(read({ id: 'b', status: 'failed', errors: ['No.'] }).errors).toEqual(expected);
    expect(read({ id: 'b', status: 'FAILED', errors: 'No.' }).errors).toEqual(expected);
    expect(read({ id: 'b', status: 'FAILED', error: 'No.' }).errors).toEqual(expected);
    expect(read({ id: 'b', status: 'completed', errors: '', error: null }).errors).toEqual([]);
  });

  test('has counts beside its other members, and its deadline and end under other names', () => {
    const job = read({
      id: 'b',
      status: 'FAILED',
      request_counts: 3,
      total: 3,
      completed: 1,
      failed: 2,
      job_deadline: '2026-01-16T12:00:00Z',
      completed_at: '2026-01-15T13:00:00Z',
    });
    expect(job).toMatchObject({
      counts: { total: 3, completed: 1, failed: 2 },
      expiresAt: new Date('2026-01-16T12:00:00Z'),
      endedAt: new Date('2026-01-15T13:00:00Z'),
    });
  });

  test('is read though what it says besides is of another shape', () => {
    const job = read({
      id: 'b',
      status: 'completed',
      output_file_id: 'file-1',
      request_counts: [],
      errors: 7,
      error: { code: 1 },
      total: 'many',
      metadata: [],
      created_at: {},
    });
    expect(job).toMatchObject({ outputFileId: 'file-1', counts: null, errors: [], metadata: {}, createdAt: null });
  });

  test('keeps the metadata that are text', () => {
    const metadata = { langbatch_token: 't', count: 3, none: null };
    expect(read({ id: 'b', status: 'failed', metadata }).metadata).toEqual({ langbatch_token: 't' });
    expect(read({ id: 'b', status: 'failed', metadata: null }).metadata).toEqual({});
  });
});

test.each([
  ['data', { object: 'list', data: [1, 2], has_more: true }, true],
  ['value', { value: [1, 2], has_more: true }, true],
  ['a bare list', [1, 2], false],
])('a list under %s is read', (_where, wire, hasMore) => {
  const { data, has_more } = wireList.parse(wire);
  expect([data, has_more ?? false]).toEqual([[1, 2], hasMore]);
});

test('an odd value where a file may be named is no file, and is told', () => {
  const completed = { id: 'b', status: 'completed' };
  expect(read({ ...completed, output_file_id: 'file-1', error_file_id: {} })).toMatchObject({
    outputFileId: 'file-1',
    errorFileId: null,
    oddFiles: ['errors'],
  });
  for (const none of [undefined, null, '']) {
    expect(read({ ...completed, output_file_id: none, error_file_id: none })).toMatchObject({
      outputFileId: null,
      errorFileId: null,
      oddFiles: [],
    });
  }
});

test('one odd member of an error takes nothing from the others', () => {
  const errors = { data: [{ code: {}, message: 'Kept.', param: 3, line: 'two' }] };
  expect(read({ id: 'b', status: 'failed', errors }).errors).toEqual([
    { code: null, message: 'Kept.', param: null, line: null },
  ]);
});
