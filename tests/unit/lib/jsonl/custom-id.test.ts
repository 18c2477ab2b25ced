import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CustomIdLines } from '#lib/dialects/openai/custom-id-lines.ts';
import { escapeCustomId, hashCustomId } from '#lib/jsonl/custom-id.ts';
import { parseJson } from '#lib/jsonl/decode.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';

const naughtyStrings = parseJson(readFixture('blns/blns.json').toString('utf8'));

describe('a custom_id', () => {
  const anyId = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\0', '\ud800', '\udc00', '\ufffd', '\\', '"', 'u0000', 'a'), maxLength: 6 }),
  );

  it('comes back from its escaped form, which any database takes', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        const escaped = escapeCustomId(id);
        expect(parseJson(`"${escaped}"`)).toEqual({ ok: true, value: id });
        expect(escaped.isWellFormed()).toBe(true);
        expect(escaped).not.toContain('\0');
      }),
      { numRuns: 1000 },
    );
  });

  it('has the hash of another only when it is the same', () => {
    fc.assert(
      fc.property(anyId, anyId, (left, right) => {
        expect(hashCustomId(left).equals(hashCustomId(right))).toBe(left === right);
      }),
      { numRuns: 2000 },
    );
    const alike = [
      'a',
      'a\0',
      'a\ud800',
      'a\udc00',
      'a\ufffd',
      String.raw`a\u0000`,
      String.raw`a\ud800`,
      'A',
      'a ',
      '\ufeffa',
    ];
    expect(new Set(alike.map((id) => hashCustomId(id).toString('hex'))).size).toBe(alike.length);
    expect(hashCustomId('a').toString('hex')).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb');
  });

  it('may be any of the naughty strings', () => {
    const ids = naughtyStrings.ok && Array.isArray(naughtyStrings.value) ? naughtyStrings.value.map(String) : [];
    expect(ids).toHaveLength(515);
    const hashes = new Set(ids.map((id) => hashCustomId(id).toString('hex')));
    expect(hashes.size).toBe(new Set(ids).size);
  });
});

describe('the lines of custom_ids', () => {
  it('are those where each id came first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4000 }), { maxLength: 6000, size: 'max' }), (numbers) => {
        const model = new Map<number, number>();
        const lines = new CustomIdLines();
        for (const [index, number] of numbers.entries()) {
          expect(lines.add(hashCustomId(`request-${number}`), index + 1)).toBe(model.get(number) ?? null);
          if (!model.has(number)) model.set(number, index + 1);
        }
        expect(lines.size).toBe(model.size);
      }),
      { numRuns: 10 },
    );
  });

  it('are told apart for hashes that want the same place, and for one that is all zeros', () => {
    const lines = new CustomIdLines();
    const hashes = [0, 1, 2, 3].flatMap((word) =>
      [2, 4].map((value) => Buffer.alloc(32).fill(value, word * 4, word * 4 + 4)),
    );
    const all = [Buffer.alloc(32), ...hashes];
    expect(all.map((hash, index) => lines.add(hash, index + 1))).toEqual(all.map(() => null));
    expect(all.map((hash) => lines.add(hash, 100))).toEqual(all.map((_, index) => index + 1));
  });
});
