import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockSignatures, signatureOf } from '#lib/index/block-signature.ts';
import { escapeCustomId } from '#lib/jsonl/custom-id.ts';

function hasAll(signature: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(signature, 'hex'), Buffer.from(wanted, 'hex')];
  return b.every((byte, at) => ((a[at] ?? 0) & byte) === byte);
}

const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map(escapeCustomId);

describe('the signature of a block', () => {
  it('never rules out a text that one of its ids holds or begins with', () => {
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (ids, which, where) => {
        const signatures = new BlockSignatures();
        ids.forEach((each, at) => signatures.add(at + 1, each));
        const [signature = ''] = signatures.entries().signatures;
        const chosen = ids[which % ids.length] ?? '';
        const from = where % chosen.length;
        expect(hasAll(signature, signatureOf(chosen.slice(from), false))).toBe(true);
        expect(hasAll(signature, signatureOf(chosen.slice(0, from + 1), true))).toBe(true);
      }),
    );
  });

  it('rules out most texts that no id of the block holds', () => {
    const signatures = new BlockSignatures();
    for (let number = 300_000; number < 301_000; number += 1) signatures.add(number % 1000, `request-${number}`);
    const [signature = ''] = signatures.entries().signatures;
    const others = Array.from({ length: 500 }, (_, at) => `xq${String.fromCodePoint(0x61 + (at % 26))}${at}`);
    const passing = others.filter((text) => hasAll(signature, signatureOf(text, false)));
    expect(passing.length).toBeLessThan(50);
    expect(hasAll(signature, signatureOf('request-30', true))).toBe(true);
    expect(hasAll(signature, signatureOf('quest-30', true))).toBe(false);
  });

  it('belongs to lines of one block only', () => {
    const signatures = new BlockSignatures();
    signatures.add(1023, 'a');
    signatures.add(1024, 'b');
    signatures.add(5000, 'c');
    expect(signatures.entries().blocks).toEqual([0, 1, 4]);
  });
});
