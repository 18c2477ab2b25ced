import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { modelToEncodingMap } from 'gpt-tokenizer/mapping';
import { describe, expect, test } from 'vitest';
import { cutText, loadTokenCounter } from '#lib/pricing/count-tokens.ts';

const count = await loadTokenCounter('gpt-4o-mini');
const chat = (content: unknown): unknown => ({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
const hello = 3 + 3 + 1 + 1;

describe('prompt tokens', () => {
  test.each<[string, unknown, number]>([
    ['a message and its frame', chat('Hello'), hello],
    [
      'two messages',
      {
        messages: [
          { role: 'system', content: 'Hello' },
          { role: 'user', content: 'Hello' },
        ],
      },
      3 + 2 * 5,
    ],
    ['text parts', chat([{ type: 'text', text: 'Hello' }]), hello],
    ['a special token as the text that it is', chat('<|endoftext|>'), hello - 1 + 7],
    [
      'an image by a flat estimate',
      chat([{ type: 'image_url', image_url: { url: `https://x/${'a'.repeat(9999)}` } }]),
      772,
    ],
    [
      'a small image by a smaller one',
      chat([{ type: 'image_url', image_url: { url: 'https://x', detail: 'low' } }]),
      92,
    ],
    ['audio', chat([{ type: 'input_audio', input_audio: { data: 'A'.repeat(99_999), format: 'wav' } }]), 772],
    ['inlined data wherever it stands', { input: `data:image/png;base64,${'A'.repeat(99_999)}` }, 768],
    ['one embedding text', { input: 'Hello' }, 4],
    ['several embedding texts', { input: ['Hello', 'Hello'] }, 5],
    ['token numbers, each as itself', { input: [[1, 2, 3], [4]] }, 3 + 4],
    ['a prompt of token numbers', { prompt: [1, 2, 3] }, 3],
    [
      'items of the Responses API',
      { instructions: 'Hello', input: [{ role: 'user', content: 'Hello' }] },
      3 + 1 + 3 + 2,
    ],
    ['nothing at all', {}, 1],
    ['what is no body', null, 1],
  ])('of %s', async (_, body, expected) => {
    expect(await count(body)).toBe(expected);
  });

  test('of tools hold their schemas with all names', async () => {
    const parameters = { type: 'object', properties: { city: { type: 'string', description: 'The city to look up' } } };
    const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
    const added = (await count({ ...Object(chat('Hello')), tools })) - hello;
    expect(added).toBeGreaterThan(15);
    expect(added).toBeLessThan(2 * countTokens(JSON.stringify(tools)));
  });

  test('follow the encoding of the model', async () => {
    const text = 'Ein längerer deutscher Satz über Überschwemmungen und Grundstücksverkehrsgenehmigungen. '.repeat(5);
    const old = await loadTokenCounter('gpt-4-turbo');
    expect(await old({ prompt: text })).toBeGreaterThan(await count({ prompt: text }));
    expect(await (await loadTokenCounter(null))({ prompt: text })).toBe(await count({ prompt: text }));
  });

  test('of every model that OpenAI gave the older encoding are counted with it', async () => {
    const text = { prompt: 'Grundstücksverkehrsgenehmigung über Überschwemmungen '.repeat(9) };
    const byOld = await (await loadTokenCounter('gpt-4'))(text);
    const wrong: string[] = [];
    for (const [model, encoding] of Object.entries(modelToEncodingMap)) {
      const isOld = (await (await loadTokenCounter(model))(text)) === byOld;
      if (
        encoding !== 'o200k_harmony' &&
        ['cl100k_base', 'o200k_base'].includes(encoding) &&
        isOld !== (encoding === 'cl100k_base')
      )
        wrong.push(model);
    }
    expect(wrong).toEqual([]);
  });

  test('of ordinary text are those of the uncut text, within one in a hundred', async () => {
    const text = 'The quick brown fox jumps over 12 lazy dogs; see https://example.com/a?b=c for more. '.repeat(500);
    const whole = countTokens(text);
    expect(Math.abs((await count({ prompt: text })) - whole)).toBeLessThan(whole / 100);
  });
});

describe('counting', () => {
  test('takes any JSON without throwing, and counts the same each time', async () => {
    const body = fc.dictionary(
      fc.constantFrom('messages', 'input', 'prompt', 'instructions', 'tools', 'response_format', 'text', 'x'),
      fc.jsonValue({ stringUnit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const tokens = await count(value);
        expect(Number.isSafeInteger(tokens) && tokens >= 1).toBe(true);
        expect(await count(structuredClone(value))).toBe(tokens);
      }),
    );
  });

  test('takes JSON that is nested as deep as a line can hold', async () => {
    const deep: unknown = JSON.parse(
      `{"messages":${'['.repeat(5000)}"Hello"${']'.repeat(5000)},"tools":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
    );
    expect(await count(deep)).toBeGreaterThan(1);
  });

  test('cuts text into short pieces that joined are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', 'é', '😀', '\n'), maxLength: 5000 }), (text) => {
        const pieces = [...cutText(text)];
        expect(pieces.join('')).toBe(text);
        expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(500);
        expect(pieces).not.toContain('');
      }),
    );
  });

  test.each([
    ['letters', 'a'],
    ['spaces', ' '],
    ['line breaks', '\n'],
    ['Chinese without a stop', '的一是不了人我'],
    ['lone surrogates', '\uD800'],
  ])('of 200,000 characters of %s lets others work meanwhile', async (_, unit) => {
    let longestMs = 0;
    let seenAt = performance.now();
    const look = (): void => {
      longestMs = Math.max(longestMs, performance.now() - seenAt);
      seenAt = performance.now();
    };
    const timer = setInterval(look, 1);
    const body = { prompt: unit.repeat(200_000 / unit.length) };
    expect(await count(body)).toBeGreaterThan(1000);
    clearInterval(timer);
    look();
    expect(longestMs).toBeLessThan(500);
  });
});
