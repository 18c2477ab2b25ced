import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { answeredEndpoints, makeAnswer } from '#lib/sandbox/answers/answer.ts';
import { createSeededRandom } from '#lib/sandbox/seeded-random.ts';
import { type Answer, failedLine, resultLine } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { readCsv } from '#tests/support/read-csv.ts';

const inputs = {
  '/v1/chat/completions': { messages: [{ role: 'user', content: 'Why?' }] },
  '/v1/responses': { input: 'Why?' },
  '/v1/completions': { prompt: 'Why?' },
  '/v1/embeddings': { input: ['one', 'two'], dimensions: 8 },
  '/v1/moderations': { input: 'Why?' },
  '/v1/images/generations': { prompt: 'A cat.' },
  '/v1/images/edits': { prompt: 'A cat.', images: [{ file_id: 'file-1' }] },
  '/v1/videos': { prompt: 'A cat.' },
} as const;
type Endpoint = keyof typeof inputs;

/** The rows of `results.csv` below its header, of requests `r1` … to this endpoint. */
async function csvOf(endpoint: Endpoint, requests: number, answer: Answer): Promise<readonly (readonly string[])[]> {
  const world: BatchWorld = createBatchWorld();
  world.provider.answer = answer;
  const lines = Array.from({ length: requests }, (_, index) =>
    JSON.stringify({
      custom_id: `r${index + 1}`,
      method: 'POST',
      url: endpoint,
      body: { model: 'some-model', ...inputs[endpoint] },
    }),
  );
  const batchId = await world.draft(lines);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  return readCsv(await world.download(batchId, 'results.csv')).slice(1);
}

const one =
  (body: object): Answer =>
  ({ customId }) => ({ output: resultLine(customId, 200, body) });

describe('the answers in results.csv', () => {
  test.each([
    ['/v1/chat/completions', /made .* up|made up/i],
    ['/v1/responses', /made .* up|made up/i],
    ['/v1/completions', /made .* up|made up/i],
    ['/v1/embeddings', /^Embedding 1: \[-?0\.\d+, .*, …\] 8 numbers\n\nEmbedding 2: \[/],
    ['/v1/moderations', /^Not flagged$/],
  ] as const)('of %s are what the sandbox answers', async (endpoint, expected) => {
    const random = createSeededRandom('seed');
    const made = makeAnswer(endpoint, {
      body: inputs[endpoint],
      texts: ['Why?'],
      model: 'some-model',
      createdAtSeconds: 1_768_478_400,
      random,
      form: 'plain',
    });
    const [row] = await csvOf(endpoint, 1, ({ customId }) => ({
      output: JSON.stringify({ custom_id: customId, response: { status_code: 200, body: made.body }, error: null }),
    }));
    expect(row?.slice(0, 2)).toEqual(['r1', 'succeeded']);
    expect(row?.[2]).toMatch(expected);
    expect(row?.slice(5, 9)).toEqual(['', '', 'complete', 'some-model']);
  });

  test('leave no endpoint of the sandbox out', () => {
    for (const endpoint of answeredEndpoints) expect(inputs).toHaveProperty([endpoint]);
  });

  test.each([
    [
      '/v1/images/generations',
      { data: [{ url: 'https://example.com/a.png', revised_prompt: 'A cat.' }] },
      'Picture: https://example.com/a.png\n\nA cat.',
    ],
    [
      '/v1/images/edits',
      { output_format: 'png', size: '1024x1024', data: [{ b64_json: 'A'.repeat(4096) }] },
      'PNG of 1024x1024, 3 kB, in the line as base64',
    ],
    ['/v1/videos', { object: 'video', id: 'video_1', status: 'completed' }, 'video_1 (completed)'],
  ] as const)('of %s name what was made', async (endpoint, body, expected) => {
    expect((await csvOf(endpoint, 1, one(body)))[0]?.[2]).toBe(expected);
  });

  test('are kept beside those of failures and of what is missing, one row a request', async () => {
    const rows = await csvOf('/v1/chat/completions', 4, ({ customId }) => {
      const usage = { prompt_tokens: 3, completion_tokens: 5 };
      const content = '=SUM(A1)\n"quoted", said';
      if (customId === 'r1')
        return { output: resultLine(customId, 200, { choices: [{ message: { content } }], usage }) };
      if (customId === 'r2') return { errors: failedLine(customId, 400, 'invalid_value') };
      return customId === 'r3' ? {} : { errors: resultLine(customId, 502, {}) };
    });
    expect(rows.map((row) => row.slice(0, 7))).toEqual([
      ['r1', 'succeeded', `'=SUM(A1)\n"quoted", said`, '3', '5', '', ''],
      ['r2', 'failed', '', '', '', 'invalid_value', 'Failed with invalid_value.'],
      [
        'r3',
        'missing',
        '',
        '',
        '',
        'missing',
        'The job ended, but this request is in neither the answers nor the errors.',
      ],
      ['r4', 'failed', '', '', '', '502', ''],
    ]);
  });

  test('say how they ended and what they cost, behind the columns that were there before', async () => {
    const usage = {
      prompt_tokens: 9,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens: 8,
      completion_tokens_details: { reasoning_tokens: 6 },
    };
    const choices = [
      { finish_reason: 'stop', message: { content: 'Yes.' } },
      { finish_reason: 'length', message: { content: 'Ye' } },
      { finish_reason: 'content_filter', message: { content: '' } },
      { finish_reason: 'stop', message: { content: '' } },
    ];
    const rows = await csvOf('/v1/chat/completions', 4, ({ customId }) => ({
      output: resultLine(customId, 200, { model: 'm-1', choices: [choices[Number(customId[1]) - 1]], usage }),
    }));
    expect(rows.map((row) => row.slice(1, 3).concat(row.slice(7)))).toEqual([
      ['succeeded', 'Yes.', 'complete', 'm-1', '4', '6'],
      ['succeeded', 'Ye', 'cut_off', 'm-1', '4', '6'],
      ['succeeded', '', 'refused', 'm-1', '4', '6'],
      ['succeeded', '', 'empty', 'm-1', '4', '6'],
    ]);
  });

  test('of a response that failed are its error, and a plain retry sends it again', async () => {
    const [row] = await csvOf('/v1/responses', 1, ({ customId }) => ({
      output: resultLine(customId, 200, {
        status: 'failed',
        error: { code: 'server_error', message: 'It broke.' },
        output: [],
      }),
    }));
    expect(row?.slice(0, 8)).toEqual(['r1', 'failed', '', '', '', 'server_error', 'It broke.', '']);
  });

  test('of several lines stay in their rows', async () => {
    const answers = ['1\n2', '- one\n- two\n- three', 'ok\n=SUM(A1)', 'a\r@SUM(A1)'];
    const rows = await csvOf('/v1/chat/completions', answers.length, ({ customId }) => ({
      output: resultLine(customId, 200, { choices: [{ message: { content: answers[Number(customId[1]) - 1] } }] }),
    }));
    expect(rows.map(([, , answer]) => answer)).toEqual([
      '1\n2',
      "'- one\n- two\n- three",
      "ok\n'=SUM(A1)",
      "a\r'@SUM(A1)",
    ]);
  });

  test('are not lost over a byte that is no UTF-8', async () => {
    const world = createBatchWorld();
    const line = resultLine('r1', 200, { choices: [{ message: { content: 'caf\u00e9' } }] });
    world.provider.downloadFile = async function* () {
      yield Buffer.from(line, 'latin1');
    };
    const batchId = await world.draft(1);
    await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
    await world.run(batchId);
    expect(readCsv(await world.download(batchId, 'results.csv'))[1]?.slice(0, 3)).toEqual([
      'r1',
      'succeeded',
      'caf\ufffd',
    ]);
  });
});
