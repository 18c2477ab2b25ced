import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlineResultLine } from '#lib/dialects/openai/outline-result-line.ts';
import { parseResultLine, type ResultLineParse } from '#lib/dialects/openai/parse-result-line.ts';
import { maxDepth } from '#lib/jsonl/find-excess.ts';
import { leaf, outlineJson } from '#lib/jsonl/outline-json.ts';
import { fixturePath, readFixture } from '#tests/fixtures/read-fixture.ts';
import { collectLines } from '#tests/unit/lib/jsonl/chunks.ts';

const parsed = (bytes: Uint8Array) => withoutValue(parseResultLine(bytes));
const outlined = (bytes: Uint8Array) => parseResultLine(bytes, 0);

/** Without the line itself, as it is too large to be kept. */
const withoutValue = (parsed: ResultLineParse) => (parsed.ok ? { ...parsed, value: null } : parsed);

/** Names that a line may have anywhere, so that what is looked at and what is not mix. */
const names = [
  'custom_id response error status_code request_id body model status choices output data results text message content',
  'refusal type code detail finish_reason tool_calls usage prompt_tokens input_tokens completion_tokens_details',
  'reasoning_tokens incomplete_details reason id object created __proto__ constructor 0 ключ a"\\ \ud83d',
]
  .join(' ')
  .split(' ')
  .concat('', '\n');
const words =
  'stop length content_filter failed cancelled incomplete refusal reasoning message 200 500 Ω\ud83d\ude00 \ud83d \u2028 \0'
    .split(' ')
    .concat('', ' ', '\u00a0\ufeff');
const numbers = ['0', '-0', '200', '404', '5', '1e2', '-1.5E-3', '20e1', '1e999', '12345678901234567890', '2147483648'];

/** A text as JSON writes it, some of its characters as escapes though none asks for it. */
const writtenText = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.integer({ min: 0, max: 3 })).map(([plain, nth]) => {
    if (nth === 0) return JSON.stringify(plain);
    const escape = (unit: string, at: number): string =>
      at % nth === 0 ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : JSON.stringify(unit).slice(1, -1);
    return `"${plain.split('').map(escape).join('')}"`;
  });

const space = fc.constantFrom('', '', '', ' ', '\t\r\n ');
const spaced = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(space, value, space).map((pieces) => pieces.join(''));

const { json, scalar } = fc.letrec<{ json: string; scalar: string; object: string }>((tie) => ({
  scalar: fc.oneof(
    writtenText(fc.constantFrom(...words)),
    writtenText(fc.string({ unit: 'binary', maxLength: 8 })),
    fc.constantFrom(...numbers, 'true', 'false', 'null'),
  ),
  json: spaced(
    fc.oneof(
      { maxDepth: 7, withCrossShrink: true },
      tie('scalar'),
      fc.array(tie('json'), { maxLength: 4 }).map((elements) => `[${elements.join()}]`),
      tie('object'),
    ),
  ),
  object: fc
    .array(fc.tuple(spaced(writtenText(fc.constantFrom(...names))), tie('json')), { maxLength: 5 })
    .map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join()}}`),
}));

/** Some of the members are not there, and some are there twice. */
function lineOf(members: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const written = Object.entries(members).map(([name, value]) =>
    fc
      .oneof({ arbitrary: fc.array(value, { maxLength: 2 }), weight: 1 }, { arbitrary: fc.tuple(value), weight: 3 })
      .map((values) => values.map((each) => `${JSON.stringify(name)}:${each}`)),
  );
  return fc.tuple(...written).map((all) => `{${all.flat().join()}}`);
}

const text = writtenText(fc.constantFrom(...words));
const mostly = (usual: fc.Arbitrary<string>, other = json): fc.Arbitrary<string> =>
  fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: other, weight: 1 });
const list = (element: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  mostly(fc.array(element, { maxLength: 4 }).map((elements) => `[${elements.join()}]`));
const number = mostly(fc.constantFrom(...numbers), scalar);

const part = lineOf({ type: text, text: mostly(text), refusal: mostly(text) });
const content = fc.oneof(text, json, list(part), list(list(part)));
const message = mostly(
  lineOf({ content, refusal: mostly(text), tool_calls: list(json), audio: mostly(fc.constant('null')) }),
);
const saying = { code: mostly(scalar), message: mostly(text), type: mostly(text) };
const innerError = lineOf({ ...saying, detail: json });
const error = fc.oneof(
  fc.constant('null'),
  text,
  json,
  lineOf({ ...saying, param: scalar, other: scalar, error: innerError }),
);
const details = mostly(lineOf({ cached_tokens: number, reasoning_tokens: number }));
const usage = lineOf({
  prompt_tokens: number,
  input_tokens: number,
  completion_tokens: number,
  output_tokens: number,
  prompt_tokens_details: details,
  input_tokens_details: details,
  completion_tokens_details: details,
  output_tokens_details: details,
  cached_tokens: number,
  prompt_cache_hit_tokens: number,
});
const someMembers = (members: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> =>
  fc
    .subarray(Object.keys(members))
    .chain((chosen) => lineOf(Object.fromEntries(Object.entries(members).filter(([name]) => chosen.includes(name)))));
const body = someMembers({
  choices: list(someMembers({ message, finish_reason: text, text: content })),
  output: list(someMembers({ type: text, content })),
  incomplete_details: mostly(lineOf({ reason: text })),
  data: list(json),
  results: list(json),
  text: content,
  error,
  status: text,
  model: text,
  usage,
  message: mostly(text),
  id: text,
  other: json,
});
const packed = fc.oneof(body, json).chain((inner) => writtenText(fc.constant(inner)));
const response = mostly(
  someMembers({
    status_code: mostly(fc.constant('200'), number),
    request_id: text,
    body: fc.oneof(body, body, packed),
    error,
  }),
);
const resultLine = lineOf({ custom_id: mostly(text), response, error });

describe('a result line of which only an outline is read', () => {
  it('comes to the same as one that is parsed', () => {
    fc.assert(
      fc.property(fc.oneof(resultLine, resultLine, json), (line) => {
        expect(outlined(Buffer.from(line))).toEqual(parsed(Buffer.from(line)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused where a parsed one is, however it was cut or damaged', () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.option(fc.integer({ min: 0, max: 255 })) });
    fc.assert(
      fc.property(fc.oneof(resultLine, json), damage, (line, { at, byte }) => {
        const whole = Buffer.from(line);
        const place = at % whole.length;
        const bytes = byte === null ? whole.subarray(0, place) : whole.fill(byte, place, place + 1);
        expect(outlined(bytes)).toEqual(parsed(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes to the same for every published result file and every document of JSONTestSuite', async () => {
    const folder = 'JSONTestSuite/test_parsing';
    const documents = readdirSync(fixturePath(folder)).map((name) => `${folder}/${name}`);
    const files = readdirSync(fixturePath('.')).filter((name) => name.endsWith('.jsonl'));
    expect(files.length).toBeGreaterThan(10);
    for (const name of documents) expect(outlined(readFixture(name))).toEqual(parsed(readFixture(name)));
    for (const name of files) {
      for (const { bytes } of await collectLines([readFixture(name)]))
        expect(outlined(bytes ?? Buffer.alloc(0))).toEqual(parsed(bytes ?? Buffer.alloc(0)));
    }
  });

  it('is accepted at the greatest depth and refused beyond it, without a stack to overflow', () => {
    // Short ones may be nested more deeply, and are always parsed.
    const long = `"long":"${'x'.repeat(20_000)}"`;
    const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const body = (depth: number) => `{${long},"choices":[{"message":{"content":${lists(depth)}}}]}`;
    const answer = (written: string) => `{"custom_id":"a","response":{"status_code":200,"body":${written}}}`;
    for (const depth of [maxDepth - 6, maxDepth - 4, maxDepth - 1, maxDepth, 100_000]) {
      const nested = Buffer.from(`{"custom_id":"a",${long},"odd":${lists(depth)}}`);
      expect(outlined(nested).ok).toBe(depth < maxDepth);
      for (const bytes of [nested, Buffer.from(answer(body(depth))), Buffer.from(answer(JSON.stringify(body(depth))))])
        expect(outlined(bytes)).toEqual(parsed(bytes));
    }
  });

  it('keeps one element of each kind, so that a million of them take no memory', () => {
    const elements = [
      '{}',
      '[]',
      '{"message":{"content":"yes"}}',
      '{"finish_reason":"length"}',
      '{"message":{"content":" "}}',
    ];
    const choices = Array.from({ length: 5_000 }, (_, at) => elements[at % elements.length]).join();
    const line = outlineResultLine(Buffer.from(`{"response":{"body":{"choices":[${choices}]}}}`));
    expect(JSON.stringify(line).length).toBeLessThan(500);
  });
});

describe('the texts of a large line', () => {
  const mebibyte = 1024 * 1024;
  const outlineOf = (text: string): unknown => {
    const outline = outlineJson(Buffer.from(`[${JSON.stringify(text)}]`), {
      list: { element: leaf, classOf: () => 0 },
    });
    return outline.ok && Array.isArray(outline.value) ? outline.value[0] : null;
  };

  it('are cut to their ends, within no character', () => {
    const text = `begins${'\ud83d\ude00"\\'.repeat(mebibyte)}ends`;
    const kept = String(outlineOf(text));
    expect(kept.length).toBeLessThan(300_000);
    expect(kept.startsWith(text.slice(0, 10_000))).toBe(true);
    expect(kept.endsWith(text.slice(-10_000))).toBe(true);
    expect(kept.isWellFormed()).toBe(true);
  });

  it('are blank only where they are blank as a whole', () => {
    const blank = ' \u00a0'.repeat(mebibyte);
    expect(String(outlineOf(blank)).trim()).toBe('');
    expect(String(outlineOf(`${blank}x${blank}`)).trim()).not.toBe('');
  });

  it('give the message of a failure from its head and its tail', () => {
    const line = {
      custom_id: 'a',
      error: { code: 'c', message: `head${'x'.repeat(2 * mebibyte)}tail` },
      response: null,
    };
    expect(outlined(Buffer.from(JSON.stringify(line)))).toEqual(parsed(Buffer.from(JSON.stringify(line))));
  });
});
