import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseMessage } from '#lib/jsonl/normalise-message.ts';

describe('normaliseMessage', () => {
  it.each([
    [
      "This model's maximum context length is 128000 tokens. However, you requested 1000024 tokens (24 in the messages, 1000000 in the completion).",
      "This model's maximum context length is <n> tokens. However, you requested <n> tokens (<n> in the messages, <n> in the completion).",
    ],
    [
      "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead.",
      "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= <n>, but got <n> instead.",
    ],
    [
      "Invalid type for 'messages[12].content': expected a string.",
      "Invalid type for 'messages[<n>].content': expected a string.",
    ],
    ["Missing required parameter: 'messages[0].role'.", "Missing required parameter: 'messages[<n>].role'."],
    ["Invalid value: 'robot'. Supported values are: 'user'.", 'Invalid value: <value>. Supported values are: <value>.'],
    [
      'The model `gpt-9` does not exist or you do not have access to it.',
      'The model <value> does not exist or you do not have access to it.',
    ],
    [
      'The server had an error processing your request. Contact us with the request ID req_0f3Ab9c81d2e4b7a.',
      'The server had an error processing your request. Contact us with the request ID <id>.',
    ],
    [
      'Error while downloading https://cdn.example.com/a/1.png?x=2. Please check https://platform.openai.com/docs.',
      'Error while downloading <url> Please check <url>',
    ],
    [
      'Rate limit reached for gpt-4o in organization org-AbCdEfGhIjKl on tokens per min: Limit 30,000, Used 29,511.5.',
      'Rate limit reached for gpt-<n>o in organization <id> on tokens per min: Limit <n>, Used <n>.',
    ],
    ['Request 123e4567-e89b-12d3-a456-426614174000 failed at 0xdeadbeef01.', 'Request <id> failed at <id>.'],
    ['An error occurred while processing your request.', 'An error occurred while processing your request.'],
    [
      "You exceeded your current quota, don't retry, it's no use.",
      "You exceeded your current quota, don't retry, it's no use.",
    ],
    ["The users' input is over the models' limits.", "The users' input is over the models' limits."],
  ])('%s', (message, expected) => {
    expect(normaliseMessage(message)).toBe(expected);
  });

  it('makes one message of those that differ in ids, numbers and values', () => {
    const write = (id: string, count: number, value: string) =>
      `Request ${id} used ${count} tokens of 'x ${value}', see https://example.com/${id}.`;
    fc.assert(
      fc.property(fc.uuid(), fc.nat(), fc.stringMatching(/^[\w ,.:]{0,40}$/), (id, count, value) => {
        expect(normaliseMessage(write(id, count, value))).toBe('Request <id> used <n> tokens of <value>, see <url>');
      }),
    );
  });

  it('takes any message, and in little time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (message) => typeof normaliseMessage(message) === 'string'));
    for (const part of ["'", 'a-', 'a_', 'deadbeef', '1,', 'http://', "invalid '"]) {
      const before = performance.now();
      normaliseMessage(part.repeat(500));
      expect(performance.now() - before).toBeLessThan(200);
    }
  });
});
