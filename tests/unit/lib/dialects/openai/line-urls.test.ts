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
});
