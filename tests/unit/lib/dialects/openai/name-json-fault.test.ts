import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameJsonFault } from '#lib/dialects/openai/name-json-fault.ts';
import { findJsonError } from '#lib/jsonl/find-json-error.ts';
import { checkFile } from './check-file.ts';

const request = '{"custom_id":"a","body":{"model":"m"}}';

describe('a line that is no JSON', () => {
  it.each([
    ['json_extra_comma', `${request},`],
    ['json_extra_comma', '{"custom_id":"a",}'],
    ['json_extra_comma', '{"custom_id":["a", ]}'],
    ['json_two_requests', `${request}${request}`],
    ['json_two_requests', `${request} , ${request}`],
    ['json_not_a_number', '{"temperature": NaN}'],
    ['json_not_a_number', '{"temperature": nan}'],
    ['json_not_a_number', '{"temperature": -Infinity}'],
    ['json_python_word', '{"stream": False}'],
    ['json_python_word', '{"stop": None}'],
    ['json_single_quotes', "{'custom_id': 'a'}"],
    ['json_curly_quotes', '{“custom_id”: “a”}'],
    ['json_unquoted_name', '{custom_id: "a"}'],
    ['json_unquoted_name', '{"custom_id": "a", body: {}}'],
    ['json_comment', '// the first request'],
    ['json_comment', `${request} # mine`],
    ['json_comment', `/* all */ ${request}`],
    ['json_odd_space', `{"custom_id":\u00a0"a"}`],
    ['json_odd_space', `\u3000${request}`],
    ['json_byte_order_mark', `\ufeff${request}`],
    ['json_control_character', '{"text": "a\tb"}'],
    ['json_control_character', '{"text": "a\u0000b"}'],
    ['json_cut_off', '{"text": "never ends'],
    ['json_cut_off', ''],
    ['invalid_json_line', '{"text": "a "quote" inside"}'],
    ['invalid_json_line', '{"a": 1 "b": 2}'],
    ['invalid_json_line', '{"a": .5}'],
  ])('gets the words for what stands at the mark: %s in %s', (code, text) => {
    expect(nameJsonFault(text, findJsonError(text) ?? -1).code).toBe(code);
  });

  it('is told with the name of a character that cannot be seen', async () => {
    const { problems } = await checkFile(`${request}\n{"custom_id":\u00a0"b"}\n\ufeff${request}`);
    expect(problems.map(({ message }) => message)).toEqual(
      [
        "Missing required parameter: 'messages'.",
        'This line is not parseable as valid JSON. Found: U+00A0, a no-break space.',
        'This line is not parseable as valid JSON. Found: U+FEFF, a byte order mark.',
      ].slice(1),
    );
  });

  it('gets some words wherever it breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(), (text, at) => {
        expect(() => nameJsonFault(text, at % (text.length + 1))).not.toThrow();
      }),
    );
  });
});
