import { expect, test } from 'vitest';
import { convertError } from '#lib/providers/openai/convert-error.ts';
import { holdForError } from '#lib/record/hold.ts';

test('a refusal is told once, in the words of the provider', () => {
  const source = { name: 'Acme', baseUrl: 'https://api.example.com/v1', apiKey: 'sk-1234567' };
  const refusal = Object.assign(new Error('400'), { status: 400, error: { message: 'No such window.' } });
  expect(holdForError(convertError(refusal, source), 'Acme')).toMatchObject({
    kind: 'refused',
    sentence: 'Acme refused this (HTTP 400): “No such window.”',
  });
});
