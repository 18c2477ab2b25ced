import { expect, test } from 'vitest';
import { holdForError } from '#lib/batch/steps/hold-for-error.ts';
import { convertError } from '#lib/providers/openai/convert-error.ts';
import { holdText, providerQuote } from '#lib/shared/words/hold-texts.ts';

const source = { name: 'Acme', baseUrl: 'https://api.example.com/v1', apiKey: 'sk-1234567' };

function reasonOf(status: number, error: { message: string; code?: string }) {
  const refusal = Object.assign(new Error(String(status)), { status, error });
  return holdForError(convertError(refusal, source), 'Acme').reason;
}

test('a refusal is told in our words, with those of the provider beside them', () => {
  const reason = reasonOf(400, { message: 'No such window.', code: 'odd' });
  expect(reason).toMatchObject({ kind: 'refused', code: 'provider_refused', facts: { statusCode: 400 } });
  expect(providerQuote(reason)).toBe('No such window. (odd)');
  expect(holdText(reason)).toContain('Acme refused');
});

test('a job that is not found says so, and what happens next', () => {
  expect(holdText(reasonOf(404, { message: 'Not found' }))).toBe(
    'Acme answered “not found” to a call about this job (HTTP 404). It is tried again by itself. ' +
      'If that does not help, you are asked what to do, or the job ends and its requests can be retried.',
  );
});
