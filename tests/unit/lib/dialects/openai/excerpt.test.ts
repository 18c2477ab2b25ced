import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptAround } from '#lib/dialects/openai/excerpt.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 400, size: 'max' });

describe('excerptAround', () => {
  it('marks the place in a short piece that any database takes', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, from, length) => {
        const start = from % (text.length + 1);
        const excerpt = excerptAround(text, start, start + length);
        expect(excerpt.text.length).toBeLessThanOrEqual(164);
        expect(excerpt.text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        expect(excerpt.start).toBeGreaterThanOrEqual(0);
        expect(excerpt.end).toBeGreaterThanOrEqual(excerpt.start);
        expect(excerpt.end).toBeLessThanOrEqual(excerpt.text.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('marks the very range and shows where it left something out', () => {
    const text = `${'a'.repeat(200)}<here>${'b'.repeat(200)}`;
    const excerpt = excerptAround(text, 200, 206);
    expect(excerpt.text.slice(excerpt.start, excerpt.end)).toBe('<here>');
    expect(excerpt.text).toMatch(/^…a{77}<here>b{77}…$/);
  });

  it('does not cut a character in two', () => {
    for (const start of [200, 201, 202]) {
      expect(excerptAround(`${'-'.repeat(start % 2)}${'😀'.repeat(200)}`, start, start + 2).text).not.toContain(
        '\ufffd',
      );
    }
  });

  it('marks the end of a text that stops too early', () => {
    expect(excerptAround('{"a": 1', 7, 8)).toEqual({ text: '{"a": 1', start: 7, end: 7 });
  });

  it('shows control characters and direction marks instead of obeying them', () => {
    expect(excerptAround('a\0b\nc\u202ed\ud800e\u007f', 1, 2)).toEqual({
      text: 'a␀b␊c\ufffdd\ufffde␡',
      start: 1,
      end: 2,
    });
  });
});

describe('storableText', () => {
  it('is cut between characters and holds nothing that PostgreSQL refuses or changes', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, maxLength) => {
        const stored = storableText(text, maxLength);
        expect(stored.length).toBeLessThanOrEqual(maxLength);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored).not.toContain('\0');
        const isHarmless = text.isWellFormed() && !text.includes('\0');
        expect(text.startsWith(stored) || !isHarmless).toBe(true);
      }),
    );
    expect(storableText('ab😀', 3)).toBe('ab');
    expect(storableText('ab😀', 4)).toBe('ab😀');
  });
});
