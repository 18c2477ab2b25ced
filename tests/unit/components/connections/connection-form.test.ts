import { describe, expect, test } from 'vitest';
import { limitFields, readChangedConnection, readNewConnection } from '#components/connections/connection-form.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

function form(values: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}

const saved: ConnectionView = {
  id: 'c1',
  name: 'Groq',
  kind: 'openai_compatible',
  baseUrl: 'https://api.groq.com/openai/v1',
  keyLast4: 'f2Kd',
  limits: { maxRequestsPerJob: null, maxBytesPerJob: 100 * 1024 ** 2, maxEnqueuedTokens: 2_000_000 },
  batchCount: 0,
  openBatchCount: 0,
  isKeyRefused: false,
  lastTest: null,
  createdAt: '2026-11-21T12:00:00Z',
  lastUsedAt: null,
};

describe('the form of a new connection', () => {
  test('gives what its kind needs, with limits in bytes', () => {
    const result = readNewConnection(
      'openai_compatible',
      form({
        name: ' Groq ',
        baseUrl: 'https://api.groq.com/openai/v1',
        apiKey: 'gsk_1234',
        maxRequestsPerJob: '25000',
        maxMegabytesPerJob: '100',
        maxEnqueuedTokens: '900000',
      }),
    );
    expect(result).toEqual({
      ok: true,
      input: {
        kind: 'openai_compatible',
        name: 'Groq',
        baseUrl: 'https://api.groq.com/openai/v1',
        apiKey: 'gsk_1234',
        limits: { maxRequestsPerJob: 25_000, maxBytesPerJob: 104_857_600, maxEnqueuedTokens: 900_000 },
      },
    });
  });

  test('needs no key and no address for the sandbox', () => {
    expect(readNewConnection('sandbox', form({ name: 'Sandbox' }))).toMatchObject({ ok: true });
  });

  test('takes OpenAI’s own address when none is given', () => {
    const result = readNewConnection('openai', form({ name: 'OpenAI', apiKey: 'sk-1', baseUrl: '' }));
    expect(result.ok && 'baseUrl' in result.input).toBe(false);
  });

  test('has an API version for Azure, which may be left out', () => {
    const fields = { name: 'Azure', baseUrl: 'https://r.openai.azure.com', apiKey: 'k-1' };
    const dated = readNewConnection('azure_openai', form({ ...fields, apiVersion: ' 2024-10-21 ' }));
    expect(dated).toMatchObject({ ok: true, input: { baseUrl: fields.baseUrl, apiVersion: '2024-10-21' } });
    expect(readNewConnection('azure_openai', form({ ...fields, apiVersion: '' }))).toMatchObject({
      ok: true,
      input: { apiVersion: null },
    });
    expect(readNewConnection('azure_openai', form({ ...fields, baseUrl: '', apiVersion: 'newest' }))).toEqual({
      ok: false,
      errors: {
        baseUrl: 'Enter an address that starts with https:// (or http://).',
        apiVersion: 'Enter an API version such as 2024-10-21, or leave it empty.',
      },
    });
    const other = readNewConnection('openai', form({ name: 'OpenAI', apiKey: 'sk-1', apiVersion: 'newest' }));
    expect(other.ok && 'apiVersion' in other.input).toBe(false);
  });

  test('has a sentence for each field that is wrong', () => {
    const result = readNewConnection(
      'openai_compatible',
      form({
        name: '',
        baseUrl: 'api.groq.com',
        apiKey: 'a b',
        maxRequestsPerJob: 'many',
        maxMegabytesPerJob: '-1',
        maxEnqueuedTokens: '0.5',
      }),
    );
    expect(result).toEqual({
      ok: false,
      errors: {
        name: 'Give the connection a name.',
        baseUrl: 'Enter an address that starts with https:// (or http://).',
        apiKey: 'A key has no spaces and no special letters. Copy it again.',
        maxRequestsPerJob: 'Enter a whole number above 0, or leave it empty.',
        maxMegabytesPerJob: 'Enter a whole number above 0, or leave it empty.',
        maxEnqueuedTokens: 'Enter a whole number above 0, or leave it empty.',
      },
    });
  });
});

describe('the form of a saved connection', () => {
  test('shows the limits in the units of the form, and gives the same back', () => {
    const limits = limitFields(saved);
    expect(limits).toEqual({ maxRequestsPerJob: '', maxMegabytesPerJob: '100', maxEnqueuedTokens: '2000000' });
    const result = readChangedConnection(saved, form({ name: 'Groq', baseUrl: saved.baseUrl, ...limits }));
    expect(result).toMatchObject({ ok: true, input: { limits: saved.limits } });
  });

  test('keeps the key when none is entered', () => {
    const kept = readChangedConnection(saved, form({ name: 'Groq', baseUrl: saved.baseUrl, apiKey: '' }));
    expect(kept.ok && 'apiKey' in kept.input).toBe(false);
    const changed = readChangedConnection(saved, form({ name: 'Groq', baseUrl: saved.baseUrl, apiKey: 'gsk_2' }));
    expect(changed).toMatchObject({ ok: true, input: { apiKey: 'gsk_2' } });
  });
});
