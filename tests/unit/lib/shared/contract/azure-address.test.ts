import fc from 'fast-check';
import { expect, test } from 'vitest';
import { azureBaseUrl, readAzureAddress } from '#lib/shared/contract/azure-address.ts';

const endpoint = 'https://my-resource.openai.azure.com';

test.each([
  [endpoint, null],
  [`${endpoint}/`, null],
  [`${endpoint}/openai`, null],
  [`${endpoint}/openai/v1/`, null],
  [`${endpoint}/openai?api-version=2024-10-21`, '2024-10-21'],
  [`${endpoint}/openai/deployments/gpt-4o/chat/completions?api-version=2025-01-01-preview`, '2025-01-01-preview'],
  [`${endpoint}/api/projects/my-project`, null],
])('%s is an address of the resource', (address, apiVersion) => {
  expect(readAzureAddress(address)).toEqual({ endpoint, apiVersion });
});

test.each([
  [null, '/openai/v1'],
  ['v1', '/openai/v1?api-version=v1'],
  ['preview', '/openai/v1?api-version=preview'],
  ['2024-10-21', '/openai?api-version=2024-10-21'],
])('the version %s is served at %s', (apiVersion, path) => {
  expect(azureBaseUrl({ endpoint, apiVersion })).toBe(`${endpoint}${path}`);
});

test('a saved address gives back what was entered, behind a proxy too', () => {
  const endpoints = fc
    .tuple(
      fc.constantFrom('https://r.openai.azure.com', 'http://127.0.0.1:4000'),
      fc.constantFrom('', '/azure', '/a/openai-proxy'),
    )
    .map((parts) => parts.join(''));
  const versions = fc.constantFrom(null, 'v1', 'preview', '2024-10-21', '2025-04-01-preview');
  fc.assert(
    fc.property(endpoints, versions, (given, apiVersion) => {
      const address = { endpoint: given, apiVersion };
      expect(readAzureAddress(azureBaseUrl(address))).toEqual(address);
    }),
  );
});
