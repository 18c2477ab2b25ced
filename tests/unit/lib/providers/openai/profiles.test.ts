import { describe, expect, test } from 'vitest';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { profileFor } from '#lib/providers/openai/profiles.ts';
import { whyNotSendable } from '#lib/providers/openai/why-not-sendable.ts';
import { endpointOfUrl } from '#lib/shared/contract/endpoints.ts';

describe('who answers at a base URL', () => {
  test.each([
    ['https://api.openai.com/v1', 'OpenAI'],
    ['https://eu.api.openai.com/v1', 'OpenAI'],
    ['https://my-resource.openai.azure.com/openai', 'Azure OpenAI'],
    ['https://my-resource.services.ai.azure.com/openai/v1/', 'Azure OpenAI'],
    ['https://api.groq.com/openai/v1', 'Groq'],
    ['https://api.together.xyz/v1', 'Together'],
    ['https://api.together.ai/v1', 'Together'],
    ['https://api.siliconflow.cn/v1', 'SiliconFlow'],
    ['https://api.moonshot.ai/v1', 'Moonshot'],
    ['https://open.bigmodel.cn/api/paas/v4', 'Zhipu'],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'DashScope'],
    ['https://api.novita.ai/openai/v1', 'Novita'],
    ['https://api.doubleword.ai/v1', 'Doubleword'],
  ])('%s is %s', (baseUrl, name) => {
    expect(profileFor(baseUrl).name).toBe(name);
  });

  test('is called by the host where it is unknown, and nothing is refused in its name', () => {
    const profile = profileFor('http://localhost:4000/v1');
    expect(profile.name).toBe('localhost:4000');
    expect(profile.limits).toMatchObject({ maxRequestsPerJob: 50_000, maxBytesPerJob: 209_715_200 });
    expect(whyNotSendable(profile, { url: '/v4/chat/completions', completionWindow: '1w' })).toBeNull();
  });

  test.each(['https://api.groq.com.example.net/v1', 'https://notopenai.azure.com/openai', 'https://groq.com/v1', 'x'])(
    'is not told by a look-alike such as %s',
    (baseUrl) => {
      expect(['Groq', 'Azure OpenAI']).not.toContain(profileFor(baseUrl).name);
    },
  );
});

describe('a provider', () => {
  test('made for an address has the name and limits of whoever answers there', () => {
    const provider = createOpenAiProvider({ apiKey: 'k', baseUrl: 'https://api.siliconflow.cn/v1' });
    expect(provider.name).toBe('SiliconFlow');
    expect(provider.limits).toMatchObject({ maxRequestsPerJob: 5_000, maxBytesPerJob: 1_000_000_000 });
  });

  test('keeps the limits and the name that a person gave it', () => {
    const limits = { maxRequestsPerJob: 10, maxBytesPerJob: null };
    const provider = createOpenAiProvider({
      apiKey: 'k',
      baseUrl: 'https://api.groq.com/openai/v1',
      name: 'Ours',
      limits,
    });
    expect(provider.name).toBe('Ours');
    expect(provider.limits).toMatchObject({ maxRequestsPerJob: 10, maxBytesPerJob: 100_000_000 });
    expect(provider.whyNotSendable({ url: '/v1/embeddings', completionWindow: '24h' })).toMatch(/^Ours has no batches/);
  });
});

describe('a batch that the provider would refuse', () => {
  const openAi = 'https://api.openai.com/v1';
  const groq = 'https://api.groq.com/openai/v1';
  const zhipu = 'https://open.bigmodel.cn/api/paas/v4';
  const why = (baseUrl: string, url: string, completionWindow = '24h'): string | null =>
    whyNotSendable(profileFor(baseUrl), { url, completionWindow });

  test.each([
    [
      openAi,
      '/chat/completions',
      'OpenAI wants the url /v1/chat/completions in every line, and this file has /chat/completions. Change it in the file, or choose another connection.',
    ],
    [
      zhipu,
      '/v1/chat/completions',
      'Zhipu wants the url /v4/chat/completions in every line, and this file has /v1/chat/completions. Change it in the file, or choose another connection.',
    ],
    [
      openAi,
      '/v1/chat/ds-test',
      'OpenAI wants the url /v1/chat/completions in every line, and this file has /v1/chat/ds-test. Change it in the file, or choose another connection.',
    ],
    [
      groq,
      '/v1/embeddings',
      'Groq has no batches for /v1/embeddings, only for /v1/chat/completions, /v1/audio/transcriptions, /v1/audio/translations. Choose another connection.',
    ],
  ])('by its url at %s: %s', (baseUrl, url, sentence) => {
    expect(why(baseUrl, url)).toBe(sentence);
  });

  test.each([
    [openAi, '48h', 'OpenAI takes a completion window of 24h, not 48h.'],
    [groq, '8d', 'Groq takes a completion window of 24h to 168h, not 8d.'],
    [groq, 'soon', 'Groq takes a completion window of 24h to 168h, not soon.'],
    ['https://api.novita.ai/openai/v1', '72h', 'Novita takes a completion window of 24h or 48h, not 72h.'],
  ])('by its window at %s: %s', (baseUrl, window, sentence) => {
    expect(why(baseUrl, '/v1/chat/completions', window)).toBe(sentence);
  });

  test.each([
    ['https://x.openai.azure.com/openai', '/chat/completions', '24h'],
    ['https://x.openai.azure.com/openai', '/v1/chat/completions', '24h'],
    [groq, '/v1/chat/completions', '7d'],
    ['https://api.moonshot.cn/v1', '/v1/chat/completions', '12h'],
    ['https://dashscope.aliyuncs.com/compatible-mode/v1', '/v1/chat/ds-test', '336h'],
    ['https://api.doubleword.ai/v1', '/v1/responses', '1h'],
    [zhipu, '/v4/embeddings', '24h'],
  ])('is none at %s for %s within %s', (baseUrl, url, window) => {
    expect(why(baseUrl, url, window)).toBeNull();
  });
});

test.each([
  ['/v1/responses', '/v1/responses'],
  ['/responses', '/v1/responses'],
  ['/v4/images/generations', '/v1/images/generations'],
  ['/v1/chat/ds-test', '/v1/chat/completions'],
  ['/v2/chat/completions', null],
  ['v1/chat/completions', null],
  ['/v1/chat/completions/', null],
  ['constructor', null],
])('the url %s means the endpoint %s', (url, endpoint) => {
  expect(endpointOfUrl(url)).toBe(endpoint);
});
