import { describe, expect, it } from 'vitest';
import { checkFile, inShort } from './check-file.ts';

const messages = [{ role: 'user', content: 'Hello' }];

async function warningsFor(url: string, body: object): Promise<string[]> {
  const { problems, summary } = await checkFile(JSON.stringify({ custom_id: 'a', method: 'POST', url, body }));
  expect(summary.requests).toBe(1);
  return inShort(problems);
}

describe('what is known to fail whole jobs is warned of before the start', () => {
  it.each<[string, string, object, string]>([
    [
      'response_format at responses',
      '/v1/responses',
      { model: 'gpt-4o', input: 'x', max_output_tokens: 16, response_format: {} },
      'unsupported_parameter body.response_format',
    ],
    [
      'max_tokens at responses',
      '/v1/responses',
      { model: 'gpt-4o', input: 'x', max_output_tokens: 16, max_tokens: 5 },
      'unsupported_parameter body.max_tokens',
    ],
    [
      'max_tokens with a reasoning model',
      '/v1/chat/completions',
      { model: 'o4-mini', messages, max_tokens: 5 },
      'unsupported_parameter body.max_tokens',
    ],
    [
      'max_tokens with GPT-5',
      '/v1/chat/completions',
      { model: 'gpt-5-mini-2025-08-07', messages, max_tokens: 5 },
      'unsupported_parameter body.max_tokens',
    ],
    [
      'temperature with a reasoning model',
      '/v1/chat/completions',
      { model: 'o3', messages, max_completion_tokens: 5, temperature: 0 },
      'unsupported_parameter body.temperature',
    ],
    [
      'a number in quotes',
      '/v1/chat/completions',
      { model: 'm', messages, max_tokens: '100' },
      'number_as_text body.max_tokens',
    ],
    [
      'too many inputs',
      '/v1/embeddings',
      { model: 'm', input: Array.from({ length: 2049 }, () => 'x') },
      'array_above_max_length body.input',
    ],
    ['an empty input', '/v1/embeddings', { model: 'm', input: '' }, 'empty_input body.input'],
    ['an empty input among others', '/v1/embeddings', { model: 'm', input: ['x', ''] }, 'empty_input body.input[1]'],
  ])('%s', async (_name, url, body, warning) => {
    expect(await warningsFor(url, body)).toEqual([`1 ${warning}`]);
  });

  it.each<[string, string, object]>([
    [
      'the default temperature',
      '/v1/chat/completions',
      { model: 'o3', messages, max_completion_tokens: 5, temperature: 1 },
    ],
    [
      'a chat model named after GPT-5',
      '/v1/chat/completions',
      { model: 'gpt-5-chat-latest', messages, max_tokens: 5, temperature: 0 },
    ],
    ['another model', '/v1/chat/completions', { model: 'gpt-4o', messages, max_tokens: 5, temperature: 0 }],
    ['2,048 inputs', '/v1/embeddings', { model: 'm', input: Array.from({ length: 2048 }, () => 'x') }],
    ['a long input in tokens', '/v1/embeddings', { model: 'm', input: Array.from({ length: 5000 }, () => 7) }],
  ])('but not %s', async (_name, url, body) => {
    expect(await warningsFor(url, body)).toEqual([]);
  });
});
