import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePastedIds } from '#components/batches/requests/pasted-ids.ts';

test('a single line is a text to search for, whatever it holds', () => {
  expect(parsePastedIds('Doe, John; sku-1')).toBeNull();
  expect(parsePastedIds('sku-1\n')).toBeNull();
  expect(parsePastedIds('')).toBeNull();
});

test('lines and cells are ids, each once', () => {
  expect(parsePastedIds(' sku-1\r\nsku-2\tsku-3\n\nsku-1\n')).toEqual({ ids: ['sku-1', 'sku-2', 'sku-3'], leftOut: 0 });
});

test('what does not fit into an address is counted, not lost silently', () => {
  const id = fc.stringMatching(/^\S{1,60}$/, { maxLength: 60 });
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 2, maxLength: 400 }), (ids) => {
      const pasted = parsePastedIds(ids.join('\n'));
      const taken = pasted?.ids.length ?? 0;
      expect(pasted?.ids).toEqual(ids.slice(0, taken));
      expect(pasted?.leftOut).toBe(ids.length - taken);
      expect(encodeURIComponent(ids.slice(0, taken).join('')).length).toBeLessThan(7000);
    }),
  );
  expect(parsePastedIds(Array.from({ length: 300 }, (_, index) => `id-${index}`).join('\n'))?.leftOut).toBe(100);
});
