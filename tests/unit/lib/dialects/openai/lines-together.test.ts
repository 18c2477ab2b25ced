import { describe, expect, it } from 'vitest';
import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import { parseJson } from '#lib/jsonl/decode.ts';
import type { Problem } from '#lib/shared/words/problem.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { checkFile, inShort } from './check-file.ts';

const chatBody = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 };
const chatLine = { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: chatBody };

function chat(body: object, line: object = {}): object {
  return { ...chatLine, ...line, body: { ...chatBody, ...body } };
}

function requestTo(url: string, body: object): object {
  return { custom_id: 'a', method: 'POST', url, body };
}

async function problemsOf(...lines: readonly (object | string)[]): Promise<Problem[]> {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return (await checkFile(texts.join('\n'))).problems;
}

describe('lines that do not fit together', () => {
  it('belong to one endpoint: that of the first good line', async () => {
    const other = requestTo('/v1/embeddings', { model: 'gpt-4o-mini', input: 'x' });
    expect(inShort(await problemsOf({ ...other, method: 'GET' }, chatLine, other))).toEqual([
      '1 invalid_method method',
      '3 invalid_url url',
    ]);
  });

  it('use one model: that of the first good line', async () => {
    const problems = await problemsOf(
      chat({ model: 'a', messages: 1 }),
      chatLine,
      chat({ model: 'o1' }, { custom_id: 'b' }),
    );
    expect(inShort(problems)).toEqual(['1 invalid_type body.messages', '3 mismatched_model body.model']);
    expect(problems[1]?.message).toBe(
      "The model 'o1' for this request does not match the rest of the batch. Each batch must contain requests for a single model.",
    );
  });

  it('follow the url and model of the batch where those are given', async () => {
    const { problems } = await checkFile(JSON.stringify(chatLine), { url: '/chat/completions' });
    expect(inShort(problems)).toEqual(['1 invalid_url url']);
    const second = await checkFile(JSON.stringify(chatLine), { model: 'o1' });
    expect(inShort(second.problems)).toEqual(['1 mismatched_model body.model']);
  });

  it('have different custom_ids; those of bad lines are free', async () => {
    const problems = await problemsOf(chat({ stream: true }), chatLine, chatLine, { ...chatLine, custom_id: 'b' });
    expect(inShort(problems)).toEqual(['1 streaming_unsupported body.stream', '3 duplicate_custom_id custom_id']);
    expect(problems[1]).toMatchObject({
      customId: 'a',
      message: 'The custom_id is used twice, first in line 2.',
    });
  });

  it('have different custom_ids also when only a NUL, a lone surrogate or an escape sets them apart', async () => {
    const ids = ['"a"', '"a\\u0000"', '"a\\ud800"', '"a\\udc00"', '"a\\ufffd"', '"a\\\\u0000"', '"\\u0061"'];
    const lines = ids.map((id) => JSON.stringify(chatLine).replace('"a"', () => id));
    const { requests, problems } = await checkFile(lines.join('\n'));
    expect(requests.map((request) => request.customId)).toEqual([
      'a',
      'a\0',
      'a\ud800',
      'a\udc00',
      'a\ufffd',
      String.raw`a\u0000`,
    ]);
    expect(inShort(problems)).toEqual(['7 duplicate_custom_id custom_id']);
  });

  it('may all have naughty custom_ids', async () => {
    const naughty = parseJson(readFixture('blns/blns.json').toString('utf8'));
    const strings = naughty.ok && Array.isArray(naughty.value) ? naughty.value.map(String) : [];
    const ids = [...new Set(strings)].filter((id) => id !== '');
    const { requests, problems } = await checkFile(
      ids.map((id) => JSON.stringify({ ...chatLine, custom_id: id })).join('\r\n'),
    );
    expect(problems).toEqual([]);
    expect(requests.map((request) => request.customId)).toEqual(ids);
    expect(requests.map((request) => request.customIdSha256)).toEqual(ids.map(hashCustomId));
  });
});
