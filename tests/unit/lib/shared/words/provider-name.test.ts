import { expect, test } from 'vitest';
import { atSentenceStart, fillProvider, providerName } from '#lib/shared/words/provider-name.ts';

test('the sandbox is not spoken of as if it were a person', () => {
  expect(providerName({ name: 'Sandbox', kind: 'sandbox' })).toBe('the sandbox');
  expect(providerName({ name: 'Sandbox', kind: 'openai' })).toBe('Sandbox');
  expect(providerName({ name: 'Playground', kind: 'sandbox' })).toBe('Playground');
  expect(providerName(null)).toBe('the provider');
});

test('only our own words get a capital at the beginning of a sentence', () => {
  expect(atSentenceStart('the sandbox')).toBe('The sandbox');
  expect(atSentenceStart('vLLM')).toBe('vLLM');
  expect(fillProvider('{provider} refused it. {provider} says why, says {provider}.', 'the sandbox')).toBe(
    'The sandbox refused it. The sandbox says why, says the sandbox.',
  );
});
