import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import { failedLine, resultLine } from '#tests/fakes/fake-provider.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { Expected, judge, type Request, type Result } from '#tests/support/whole-way.ts';

interface Example {
  readonly what: string;
  readonly input: string;
  /** What comes for each request of the input, in its order; null for none. */
  readonly results: readonly (Result | null)[];
}

const success = (text: string, ended: AnswerEnd = 'complete'): Result => ({
  text,
  isSuccess: true,
  isCurable: false,
  ended,
});
const failure = (text: string, isCurable: boolean): Result => ({ text, isSuccess: false, isCurable, ended: null });

function chatAnswer(id: string, content: string, reason = 'stop'): string {
  return resultLine(id, 200, { choices: [{ finish_reason: reason, message: { role: 'assistant', content } }] });
}

function responsesLine(id: string): string {
  const body = { model: 'gpt-5-mini', input: 'Hello' };
  return JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/responses', body });
}

const manyIds = Array.from({ length: 40 }, (_, index) => `r-${index}`);
const lines = (...ids: readonly string[]): string[] => ids.map((id) => chatLine(id));
const answers = (...ids: readonly string[]): Result[] => ids.map((id) => success(chatAnswer(id, `For ${id}.`)));

function recorded(what: string, fixture: string, ended: AnswerEnd, isEmbedding = false): Example {
  const texts = readFixture(fixture).toString().trim().split('\n');
  const ids = texts.map((text) => /"custom_id": "([^"]+)"/.exec(text)?.[1] ?? '');
  const embedding = {
    method: 'POST',
    url: '/v1/embeddings',
    body: { model: 'text-embedding-3-small', input: 'Hello' },
  };
  const input = ids.map((id) => (isEmbedding ? JSON.stringify({ custom_id: id, ...embedding }) : chatLine(id)));
  return { what, input: input.join('\n'), results: texts.map((text) => success(text, ended)) };
}

const examples: readonly Example[] = [
  {
    what: 'a blank line inside the file',
    input: [chatLine('a'), '', chatLine('b'), chatLine('c')].join('\n'),
    results: answers('a', 'b', 'c'),
  },
  {
    what: '40 double-spaced lines with CRLF',
    input: lines(...manyIds).join('\r\n\r\n'),
    results: answers(...manyIds),
  },
  {
    what: 'two joined files that end with a blank line each',
    input: [...lines('a', 'b'), '', ...lines('c', 'd'), '', ''].join('\n'),
    results: answers('a', 'b', 'c', 'd'),
  },
  {
    what: 'four refusals between two blank lines',
    input: ['', ...lines('a', 'b'), '', ...lines('c', 'd')].join('\n'),
    results: ['a', 'b', 'c', 'd'].map((id) => failure(failedLine(id, 500, 'server_error'), true)),
  },
  {
    what: 'answers with line breaks, formulas and quotes',
    input: lines('lf', 'formula', 'cr', 'quotes').join('\n'),
    results: [
      success(chatAnswer('lf', '1\n2')),
      success(chatAnswer('formula', 'a\n=HYPERLINK("http://evil.example")\n@SUM(1)')),
      success(chatAnswer('cr', 'a\r-1+1\r+2')),
      success(chatAnswer('quotes', '"a", "b"\n\t=1')),
    ],
  },
  {
    what: 'responses that failed, were cancelled, cut off or empty inside a 200',
    input: ['failed', 'cancelled', 'cut', 'empty', 'lost'].map(responsesLine).join('\n'),
    results: [
      failure(
        resultLine('failed', 200, { status: 'failed', error: { code: 'server_error', message: 'm' }, output: [] }),
        true,
      ),
      { ...failure(resultLine('cancelled', 200, { status: 'cancelled', output: [] }), true), isUntried: true },
      success(
        resultLine('cut', 200, {
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
          output: [{ type: 'message', content: [{ type: 'output_text', text: 'So far' }] }],
        }),
        'cut_off',
      ),
      success(resultLine('empty', 200, { status: 'completed', output: [{ type: 'reasoning', summary: [] }] }), 'empty'),
      null,
    ],
  },
  {
    what: 'messages in shapes of other providers, and answers without a status',
    input: lines('nested', 'flat', 'zero', 'bare', 'long').join('\n'),
    results: [
      failure('{"custom_id":"nested","response":null,"error":{"error":{"message":"Overloaded","code":500}}}', true),
      failure('{"custom_id":"flat","response":{"status_code":500,"message":"Try later"}}', true),
      failure('{"custom_id":"zero","response":{"status_code":0,"body":{}}}', true),
      success(
        '{"custom_id":"bare","response":{"body":{"choices":[{"finish_reason":"stop","message":{"content":"Yes"}}]}}}',
      ),
      failure(failedLine('long', 400, `data:image/png;base64,${'A'.repeat(160_000)}`), false),
    ],
  },
  recorded('recorded chat answers', '39-out-chat-curator-recorded.jsonl', 'complete'),
  recorded('recorded embeddings', '08-out-embeddings-langbatch.jsonl', 'complete', true),
];

test.each(examples)('$what: right at every door, and a retry sends exactly the rest', async ({ input, results }) => {
  const world = createBatchWorld();
  const expected = expectedOf(input, results);
  const byId = new Map([...expected.best].map(([{ id }, result]) => [id, result]));
  world.provider.answer = ({ customId }) => {
    const result = byId.get(customId);
    if (result === undefined) return {};
    return result.isSuccess || !result.text.includes('"status_code":5')
      ? { output: result.text }
      : { errors: result.text };
  };
  const upload = { inputName: 'a.jsonl', isListed: true, connectionId: 'connection1' };
  const { batchId } = await createBatch(world.ctx, { ...upload, content: Readable.from([Buffer.from(input)]) });
  await world.run(batchId);
  await startBatch(world.ctx, { batchId, token: 'token-of-attempt-1', leaveOutBadLines: true });
  await world.run(batchId);
  await judge(world, batchId, expected);

  const rest = expected.choose('curable');
  if (rest.length === 0) return;
  const before = world.provider.jobs.length;
  const scope = { kind: 'curable', requestsSeen: rest.length };
  await retryBatch(world.ctx, { batchId, token: 'token-of-attempt-2', scope });
  await world.run(batchId);
  const sent = world.provider.jobs.slice(before).flatMap(({ requests }) => requests.map(({ text }) => text));
  expect(sent).toEqual(rest.map(({ text }) => text));
  await judge(world, batchId, expected);
});

function expectedOf(input: string, results: Example['results']): Expected {
  const rows = input.split(/\r?\n/);
  const requests = rows.flatMap((text, index): Request[] =>
    text === '' ? [] : [{ id: /"custom_id":"([^"]+)"/.exec(text)?.[1] ?? '', line: index + 1, text }],
  );
  const best = new Map<Request, Result>();
  for (const [index, request] of requests.entries()) {
    const result = results[index];
    if (result != null) best.set(request, result);
  }
  return new Expected(requests, best);
}
