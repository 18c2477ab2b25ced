import { describe, expect, test } from 'vitest';
import { judgeActionBody } from '#app/_server/judge-action-body.ts';

const judge = (text: string) => judgeActionBody(Buffer.from(text))?.status ?? null;

describe('what is sent to a server action', () => {
  test.each([
    ['no argument', '[]'],
    ['an input', '[{"batchId":"b1","name":"a $ in it"}]'],
    ['an input and a workspace', '[{"batchId":"b1"},{"workspace":"local"}]'],
    ['a text that begins with a dollar sign', '[{"name":"$$5 off"}]'],
    [
      'values that JSON has not',
      '["$undefined",["$NaN","$Infinity","$-Infinity","$-0","$n12","$D2026-11-28T00:00:00.000Z"]]',
    ],
    ['an object that stands in it twice', '[{"a":{"b":1},"c":"$0:0:a"}]'],
  ])('is read when it is %s', (_what, text) => {
    expect(judge(text)).toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '['],
    ['no list', '{"0":1}'],
    ['more than pages send', '[1,2,3]'],
    ['a part that is not there', '["$1"]'],
    ['a promise of a part', '["$@1"]'],
    ['a form', '["$K1"]'],
    ['a map', '["$Q1"]'],
    ['bytes', '["$B1"]'],
    ['a function of the server', '["$h1"]'],
    ['what belongs to every object', '["$0:__proto__"]'],
    ['what belongs to every list', '["$0:constructor:constructor"]'],
    ['itself', '["$0"]'],
    ['a number beyond all bounds', `["$n${'9'.repeat(400)}"]`],
    ['a number that is none', '["$n1e9"]'],
    ['deeper than anything', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString('latin1')],
  ])('is refused with a sentence when it is %s', (_what, text) => {
    expect(judgeActionBody(Buffer.from(text, 'latin1'))).toEqual({
      status: 400,
      message: 'This call cannot be read. Load the page again and use the page itself.',
    });
  });

  test('is at most 1 MB', () => {
    expect(judge(JSON.stringify([{ text: 'x'.repeat(2 ** 20 - 13) }]))).toBeNull();
    expect(judge(JSON.stringify([{ text: 'x'.repeat(2 ** 20) }]))).toBe(413);
  });
});
