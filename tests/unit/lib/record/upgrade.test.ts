import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batchRecordSchema, recordVersion } from '#lib/record/record.ts';
import { isNewerRecord, upgradeRecord } from '#lib/record/upgrade.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { parseBatchRecord } from '#lib/storage/parse-batch-record.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';

/**
 * As the last release before codes has saved it: held up, warned about, retried, with members left to their
 * defaults.
 */
const version1 = readFileSync(join(import.meta.dirname, '../../../fixtures/record-version-1.json'), 'utf8');

describe('a record of version 1', () => {
  const record = parseBatchRecord('batch_old', version1);

  test('is read in today’s shape', () => {
    expect(record.version).toBe(recordVersion);
    expect(batchRecordSchema.parse(record)).toEqual(record);
  });

  test('keeps its sentences as they were written', () => {
    expect(record.hold === null ? '' : holdText(record.hold)).toBe('Acme refused the key. Enter a new one.');
    expect(record.attempts[0]?.jobs[0]?.warnings.map(jobWarningText)).toEqual(['The provider returned one line.']);
    expect(record.events.find(({ kind }) => kind === 'hold_began')?.data).toMatchObject({
      hold: { kind: 'key_refused', code: 'as_written', facts: { text: 'Acme refused the key.' } },
    });
  });

  test('keeps its streaks of trouble, and has none where there were no looks', () => {
    expect(record.attempts[0]?.jobs[0]?.troubles).toEqual({
      unknown: { looks: 3, since: '2026-11-21T12:00:00.000Z' },
      unreadable: null,
      anyFile: { looks: 2, since: '2026-11-21T12:30:00.000Z' },
      cancel: { looks: 1, since: '2026-11-21T12:40:00.000Z', isFinal: true },
    });
  });

  test('is to be judged again by the rules of today', () => {
    expect(record.attempts[0]?.jobs[0]).toMatchObject({ stage: 'collected', judgedBy: 1, endings: null });
  });

  test('names people by an id, and tokens as the provider reported them', () => {
    expect(record.createdBy).toEqual({ kind: 'user', id: 'you', name: 'local user' });
    expect(record.usage).toEqual({ inputTokens: 12, cachedTokens: null, outputTokens: 34, reasoningTokens: null });
  });

  test('comes out the same when it is read again', () => {
    expect(parseBatchRecord('batch_old', JSON.stringify(record))).toEqual(record);
  });
});

function withMember<T extends object>(document: T): T & { readonly unheardOf: 1 } {
  return { ...document, unheardOf: 1 };
}

describe('a record that this version does not know whole', () => {
  const tomorrow = { ...makeBatch('b1'), version: recordVersion + 1, workspaceId: 'ws1' };

  test('of a newer version is refused, and not changed', () => {
    expect(isNewerRecord(tomorrow)).toBe(true);
    expect(upgradeRecord(tomorrow)).toBe(tomorrow);
    expect(() => parseBatchRecord('b1', JSON.stringify(tomorrow))).toThrow('saved by a newer version of LangBatch');
  });

  test.each([
    ['the batch', withMember(makeBatch('b1'))],
    ['an attempt', makeBatch('b1', { attempts: [withMember(makeAttempt(1, []))] })],
    ['a job', makeBatch('b1', { attempts: [makeAttempt(1, [withMember(makeJob('j1'))])] })],
    ['its input', makeBatch('b1', { input: withMember(makeBatch('b1').input) })],
  ])('with a member of %s that nobody knows is refused, never read without it', (_, document) => {
    expect(() => parseBatchRecord('b1', JSON.stringify(document))).toThrow('does not know. Update LangBatch.');
  });

  test.each(['{', 'null', '[]', '{"version":2}', '{"version":"2"}', '{"version":1}', '{"version":-1}', '1'])(
    '%s is refused with a sentence',
    (text) => {
      expect(() => parseBatchRecord('b1', text)).toThrow(/damaged|does not know/u);
    },
  );
});
