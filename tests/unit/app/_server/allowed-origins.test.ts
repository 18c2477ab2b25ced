import { describe, expect, test } from 'vitest';
import { allowedOrigins, assertOurs } from '#app/_server/allowed-origins.ts';

const origins = allowedOrigins({ publicOrigins: ['https://batches.example.com', 'http://10.1.2.3:8080'], port: 3000 });
const headers = (host: string | null, origin: string | null = null): Headers => {
  const made = new Headers();
  if (host !== null) made.set('host', host);
  if (origin !== null) made.set('origin', origin);
  return made;
};

describe('who is let in', () => {
  test.each([
    'localhost:3000',
    '127.0.0.1:3000',
    '[::1]:3000',
    'LOCALHOST:3000',
    'batches.example.com',
    '10.1.2.3:8080',
  ])('a request to %s is ours, and a page of it may send one', (host) => {
    expect(() => assertOurs(headers(host), origins)).not.toThrow();
    const origin = host === 'batches.example.com' ? `https://${host}` : `http://${host}`;
    expect(() => assertOurs(headers(host, origin), origins)).not.toThrow();
  });

  test.each([
    null,
    '',
    'evil.example',
    'evil.example:3000',
    'localhost',
    'localhost:3001',
    'localhost:3000.evil.example',
    'localhost.:3000',
    '127.0.0.2:3000',
    '0.0.0.0:3000',
    'batches.example.com:8080',
    'sub.batches.example.com',
    'user@localhost:3000',
  ])('a request to %j is refused', (host) => {
    expect(() => assertOurs(headers(host), origins)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  test.each([
    'https://evil.example',
    'null',
    'http://localhost:3001',
    'http://localhost',
    'https://localhost:3000',
    'http://batches.example.com',
    'file://',
  ])('a page of %s may send nothing', (origin) => {
    expect(() => assertOurs(headers('localhost:3000', origin), origins)).toThrow(/page of another address/);
  });

  test('the default port of http needs not be said', () => {
    const onPort80 = allowedOrigins({ publicOrigins: [], port: 80 });
    expect(() => assertOurs(headers('localhost', 'http://localhost'), onPort80)).not.toThrow();
    expect(() => assertOurs(headers('localhost:3000'), onPort80)).toThrow(/not one of the dashboard/);
  });
});
