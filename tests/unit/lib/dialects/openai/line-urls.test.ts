import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFile, inShort } from './check-file.ts';

const chatBody = { model: 'm', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 };

function line(customId: string, url: string, body: object = chatBody): string {
  return JSON.stringify({ custom_id: customId, method: 'POST', url, body });
}

describe('the url of a file’s lines', () => {
  it.each(['/chat/completions', '/v4/chat/completions', '/v1/chat/ds-test'])(
    'may be written %s, as long as all lines do so',
    async (url) => {
      const { problems, summary } = await checkFile([line('a', url), line('b', url)].join('\n'));
      expect(problems).toEqual([]);
      expect(summary).toMatchObject({ requests: 2, endpoint: '/v1/chat/completions', url });
      const mixed = await checkFile([line('a', url), line('b', '/v1/chat/completions')].join('\n'));
      expect(inShort(mixed.problems)).toEqual(['2 invalid_url url']);
      const mixedTheOtherWay = await checkFile([line('a', '/v1/chat/completions'), line('b', url)].join('\n'));
      expect(inShort(mixedTheOtherWay.problems)).toEqual(['2 invalid_url url']);
      expect(mixedTheOtherWay.summary.url).toBe('/v1/chat/completions');
    },
  );

  it.each([
    ['v1/responses', '/v1/responses'],
    ['/v1/responses/', '/v1/responses'],
    ['/V1/Responses', '/v1/responses'],
    ['https://api.openai.com/v1/responses', '/v1/responses'],
    [
      'https://x.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
      '/v1/chat/completions',
    ],
    ['/deployments/x/chat/completions', '/v1/chat/completions'],
    ['/api/v1/embeddings', '/v1/embeddings'],
  ])('gets the hint of its own endpoint where it is written %s', async (url, endpoint) => {
    const body = { ...chatBody, input: 'x', max_output_tokens: 5 };
    const { problems, summary } = await checkFile(line('a', url, body));
    const found = problems.filter(({ code }) => code === 'unusual_url');
    expect(found).toMatchObject([{ severity: 'warning', message: `The url is '${url}'. Write "url": "${endpoint}".` }]);
    expect(summary).toMatchObject({ requests: 1, url, endpoint });
  });

  it('may be one that only the provider knows', async () => {
    const url = '/v1/audio/transcriptions';
    const { problems, summary } = await checkFile(
      line('a', url, { model: 'whisper-large-v3', url: 'https://x.org/a.wav' }),
    );
    expect(inShort(problems)).toEqual(['1 unknown_endpoint url']);
    expect(problems[0]?.severity).toBe('warning');
    expect(summary).toMatchObject({ requests: 1, url, endpoint: url });
  });

  it('may be left out, and so may the method', async () => {
    const short = JSON.stringify({ custom_id: 'a', body: chatBody });
    const { requests, problems, summary } = await checkFile(short);
    expect(problems).toEqual([]);
    expect(requests).toMatchObject([{ hasMethod: false, hasUrl: false }]);
    expect(summary).toMatchObject({ url: null, endpoint: '/v1/chat/completions', withoutUrl: 1, withoutMethod: 1 });
    const unclear = await checkFile(JSON.stringify({ custom_id: 'a', body: { input: 'x' } }));
    expect(unclear.summary).toMatchObject({ requests: 1, url: null, endpoint: null });
    const chosen = await checkFile(JSON.stringify({ custom_id: 'a', body: { input: 'x' } }), {
      chosenUrl: '/v1/embeddings',
    });
    expect(inShort(chosen.problems)).toEqual(['1 missing_required_parameter body.model']);
  });

  it('brings the rules of its endpoint, however it is written', async () => {
    const lines = [line('a', '/v4/embeddings', { model: 'm' }), line('b', '/embeddings', { input: 'x' })];
    expect(inShort((await checkFile(lines.join('\n'))).problems)).toEqual([
      '1 missing_required_parameter body.input',
      '2 missing_required_parameter body.model',
    ]);
  });

  it('counts embedding inputs, however it is written', async () => {
    const { summary } = await checkFile(line('a', '/embeddings', { model: 'm', input: ['x', 'y'] }));
    expect(summary).toMatchObject({ embeddingInputs: 2, url: '/embeddings' });
  });

  it('is judged as OpenAI does for the sandbox', async () => {
    const strictly = { url: '/v1/chat/completions', isStrict: true };
    const lines = [
      JSON.stringify({ custom_id: 'a', body: chatBody }),
      line('b', '/v1/responses', { model: 'm', input: 'x', max_output_tokens: 5 }),
      '{"custom_id": NaN}',
    ];
    const { problems } = await checkFile(lines.join('\n'), strictly);
    expect(inShort(problems)).toEqual([
      '1 missing_required_parameter method',
      '2 invalid_url url',
      '3 invalid_json_line null',
    ]);
  });
});

describe('the majority of a file’s lines', () => {
  const chat = (id: string, model = 'm'): string => line(id, '/v1/chat/completions', { ...chatBody, model });
  const odd = line('odd', '/v1/responses', { model: 'o', input: 'x', max_output_tokens: 5 });

  it('is asked for by one odd line before many others', async () => {
    const file = [odd, ...Array.from({ length: 999 }, (_, index) => chat(`r${index}`))].join('\n');
    const first = await checkFile(file);
    expect(first.summary).toMatchObject({ requests: 1, majority: { url: '/v1/chat/completions', model: 'm' } });
    const second = await checkFile(file, first.summary.majority ?? {});
    expect(second.summary).toMatchObject({ requests: 999, majority: null });
    expect(second.problems).toMatchObject([
      {
        line: 1,
        code: 'invalid_url',
        message: 'This line goes to /v1/responses, most others go to /v1/chat/completions.',
      },
    ]);
  });

  it('never lets fewer lines through, and settles with the second check', async () => {
    const anyLine = fc.record({
      url: fc.constantFrom('/v1/chat/completions', '/v4/chat/completions', null),
      model: fc.constantFrom('a', 'b', 'c'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 20 }), async (lines) => {
        const file = lines
          .map(({ url, model }, index) => ({
            custom_id: `${index}`,
            ...(url === null ? {} : { url }),
            body: { ...chatBody, model },
          }))
          .map((each) => JSON.stringify(each))
          .join('\n');
        const { summary: first } = await checkFile(file);
        const { summary: second } =
          first.majority === null ? { summary: first } : await checkFile(file, first.majority);
        expect(second.majority).toBeNull();
        expect(second.requests).toBeGreaterThanOrEqual(first.requests);
        const countOf = (to: { url: string | null; model: string | null }): number =>
          lines.filter(({ url, model }) => (url === null || url === to.url) && model === to.model).length;
        const most = Math.max(...lines.map(({ url, model }) => countOf({ url: url ?? second.url, model })));
        expect(second.requests).toBe(most);
      }),
    );
  });
});
