import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePastedIds } from '#components/batches/requests/pasted-ids.ts';

test.each(['', 'sku-1\n', '"sku-1"', 'Doe John', 'order 17', 'Doe, John A; x y', 'a text, with some words'])(
  'one text stays one text to search for: %j',
  (text) => {
    expect(parsePastedIds(text)).toBeNull();
  },
);

test.each([
  ' sku-1\r\nsku-2\tsku-3\n\nsku-1\n',
  'sku-1, sku-2, sku-3',
  'sku-1,sku-2;sku-3,',
  'sku-1 sku-2  sku-3',
  '"sku-1"\n"sku-2"\n"sku-3"\n',
  '"sku-1", "sku-2", "sku-3"',
  '["sku-1","sku-2","sku-3"]',
  '[\n  "sku-1",\n  "sku-2",\n  "sku-3"\n]',
  '“sku-1” “sku-2” “sku-3”',
  "'sku-1',\n'sku-2',\n'sku-3'",
])('a list is a list, each id once: %j', (text) => {
  expect(parsePastedIds(text)).toEqual({ ids: ['sku-1', 'sku-2', 'sku-3'], leftOut: 0 });
});

test('ids with spaces or commas are kept whole where lines or quotes part them', () => {
  expect(parsePastedIds('order 17, part 1\norder 17, part 2')?.ids).toEqual(['order 17, part 1', 'order 17, part 2']);
  expect(parsePastedIds('"order 17, part 1", "order 17, part 2"')?.ids).toEqual([
    'order 17, part 1',
    'order 17, part 2',
  ]);
});

test('what does not fit into an address is counted, not lost silently', () => {
  const id = fc.stringMatching(/^[^\s"'`“‘”’,;[\]]{1,60}$/u, { maxLength: 60 });
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
