import { expect, test } from 'vitest';
import { holdForError } from '#lib/batch/steps/hold-for-error.ts';
import { convertError } from '#lib/providers/openai/convert-error.ts';
import { holdText, providerQuote } from '#lib/shared/words/hold-texts.ts';

test('a refusal is told in our words, with those of the provider beside them', () => {
  const source = { name: 'Acme', baseUrl: 'https://api.example.com/v1', apiKey: 'sk-1234567' };
  const refusal = Object.assign(new Error('400'), { status: 400, error: { message: 'No such window.', code: 'odd' } });
  const { reason } = holdForError(convertError(refusal, source), 'Acme');
  expect(reason).toMatchObject({ kind: 'refused', code: 'provider_refused', facts: { statusCode: 400 } });
  expect(providerQuote(reason)).toBe('No such window. (odd)');
  expect(holdText(reason)).toContain('Acme refused');
});
