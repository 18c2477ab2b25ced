import { expect, test } from 'vitest';
import { addEvent } from '#lib/record/events.ts';
import { makeBatch } from '#tests/support/batch-records.ts';

test('a timeline that grew too long loses what came after its beginning, never the beginning', () => {
  const record = makeBatch('b1');
  const stamp = { at: new Date('2026-11-21T12:00:00.000Z'), actor: record.createdBy };
  const event = { kind: 'renamed', data: { from: null, to: 'new' } } as const;
  for (let seq = 2; seq <= 1_003; seq += 1) addEvent(record, stamp, event);
  expect(record.events).toHaveLength(1_000);
  expect(record.events.slice(0, 2).map(({ seq, kind }) => ({ seq, kind }))).toEqual([
    { seq: 1, kind: 'created' },
    { seq: 5, kind: 'renamed' },
  ]);
  expect(record.events.at(-1)?.seq).toBe(1_003);
});
