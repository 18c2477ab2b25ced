import { describe, expect, it } from 'vitest';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { checkFile, inShort } from './check-file.ts';

const messages = [{ role: 'user', content: 'Hello' }];
const contents = [{ role: 'user', parts: [{ text: 'Hello' }] }];
const good = {
  custom_id: 'good',
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'm', messages, max_tokens: 5 },
};

describe('a file of another kind', () => {
  it.each<[string, string, object]>([
    [
      'anthropic_request',
      'Anthropic',
      { custom_id: 'a', params: { model: 'claude-sonnet-4-5', max_tokens: 9, messages } },
    ],
    ['gemini_request', 'Gemini', { key: 'a', request: { contents } }],
    ['gemini_request', 'Vertex', { request: { contents, generationConfig: { temperature: 0 } } }],
    ['gemini_request', 'bare Gemini', { contents }],
    ['bedrock_request', 'Bedrock', { recordId: 'a', modelInput: { messages } }],
    [
      'result_line',
      'OpenAI’s results',
      { id: 'batch_req_1', custom_id: 'a', response: { status_code: 200, body: {} }, error: null },
    ],
    [
      'result_line',
      'OpenAI’s errors',
      { id: 'batch_req_1', custom_id: 'a', response: null, error: { code: 'batch_expired' } },
    ],
    ['result_line', 'Anthropic’s results', { custom_id: 'a', result: { type: 'succeeded', message: {} } }],
    ['result_line', 'Vertex’ results', { status: '', request: { contents }, response: { candidates: [] } }],
    ['fine_tuning_example', 'chat examples', { messages: [...messages, { role: 'assistant', content: 'Hi' }] }],
    ['fine_tuning_example', 'completion examples', { prompt: 'Hello', completion: 'Hi' }],
    ['bare_body', 'chat bodies', { model: 'gpt-4o-mini', messages }],
    ['bare_body', 'chat bodies without a model', { messages }],
    ['bare_body', 'bodies with a name of their own', { id: 7, model: 'gpt-4o-mini', input: 'x' }],
  ])('is refused as what it is: %s from %s', async (code, _name, line) => {
    const { problems, summary } = await checkFile(`${JSON.stringify(line)}\n`.repeat(3));
    expect(problems.map((problem) => problem.code)).toEqual([code, code, code]);
    expect(summary.refusal).toMatchObject({ code, line: null });
    expect(summary.refusal?.message).toMatch(/^These are .*\. .*(batch format|"body").*$/);
  });

  it('is refused as results when it is a recorded results file', async () => {
    const { summary } = await checkFile(readFixture('39-out-chat-curator-recorded.jsonl'));
    expect(summary).toMatchObject({ requests: 0, badLines: 3, refusal: { code: 'result_line' } });
  });

  it('is not refused for some foreign lines among others', async () => {
    const { problems, summary } = await checkFile(
      `{"contents": []}\n${JSON.stringify(good)}\n{"prompt": "x", "completion": "y"}`,
    );
    expect(inShort(problems)).toEqual(['1 gemini_request null', '3 fine_tuning_example null']);
    expect(summary).toMatchObject({ requests: 1, refusal: null });
    const mixed = await checkFile('{"contents": []}\n{"prompt": "x", "completion": "y"}');
    expect(mixed.summary.refusal).toBeNull();
  });

  it('is not seen in a request that has members of its own', async () => {
    const { problems } = await checkFile(
      JSON.stringify({ ...good, response: {}, error: {}, params: {}, contents: [] }),
    );
    expect(problems).toEqual([]);
  });
});
