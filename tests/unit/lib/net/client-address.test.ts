import { expect, test } from 'vitest';
import { createFindClientAddress } from '#lib/net/client-address.ts';

const none: readonly string[] = [];
const proxies = ['10.0.0.0/8', '::1', '127.0.0.1', '2001:db8::/32'];

test.each<
  [
    what: string,
    trusted: readonly string[],
    socket: string | undefined,
    forwarded: string | undefined,
    found: string | null,
  ]
>([
  ['whoever is connected', none, '203.0.113.7', undefined, '203.0.113.7'],
  ['whoever is connected by an IPv6 socket', none, '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['nothing that a client says of itself', none, '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['nothing that a client says of itself through this machine', none, '127.0.0.1', '198.51.100.1', null],
  ['whom a trusted proxy heard', proxies, '10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['whom the last trusted proxy of a chain heard', proxies, '10.1.2.3', '198.51.100.1, 10.9.9.9', '198.51.100.1'],
  [
    'whom the proxy heard, not what that one had said before',
    proxies,
    '10.1.2.3',
    '1.1.1.1, 198.51.100.1',
    '198.51.100.1',
  ],
  ['whom a proxy on this machine heard', proxies, '::1', '2a00:1450::1', '2a00:1450::1'],
  ['whom a proxy in a trusted IPv6 network heard', proxies, '2001:DB8::5', '198.51.100.1', '198.51.100.1'],
  ['nobody where a trusted proxy names nobody', proxies, '10.1.2.3', undefined, null],
  ['nobody where a trusted proxy names what is no address', proxies, '10.1.2.3', 'unknown', null],
  ['nobody beyond what is no address', proxies, '10.1.2.3', '198.51.100.1, unknown', null],
  ['nobody where the connection is gone', none, undefined, undefined, null],
])('the client is %s', (_what, trusted, socket, forwarded, found) => {
  expect(createFindClientAddress(trusted)(socket, forwarded)).toBe(found);
});

test('a header that came twice counts as one list', () => {
  expect(createFindClientAddress(proxies)('10.1.2.3', ['1.1.1.1', '198.51.100.1'])).toBe('198.51.100.1');
});
