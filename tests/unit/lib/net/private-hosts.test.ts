import { expect, test } from 'vitest';
import { isAllowedPrivate, parsePrivateHosts } from '#lib/net/private-hosts.ts';

test('a text is read as names, addresses and networks, and what is none of them is named', () => {
  expect(parsePrivateHosts(' Models.Internal, 10.0.0.5 10.20.0.0/16\n::1,models.internal')).toEqual({
    hosts: ['models.internal', '10.0.0.5', '10.20.0.0/16', '::1'],
    wrong: [],
  });
  const wrong = ['http://a.b', '10.0.0.0/33', '10.0.0', '*', 'a..b', '-a', 'a_b', '10.0.0.5:8080'];
  expect(parsePrivateHosts(wrong.join(', '))).toEqual({ hosts: [], wrong });
  expect(parsePrivateHosts('')).toEqual({ hosts: [], wrong: [] });
});

test('a host is allowed by its name, or when every address that it has is', () => {
  const hosts = ['models.internal', '10.0.0.0/8', '::1'];
  expect(isAllowedPrivate(hosts, 'MODELS.internal', ['192.168.0.1'])).toBe(true);
  expect(isAllowedPrivate(hosts, 'other.internal', ['10.1.2.3', '::1'])).toBe(true);
  expect(isAllowedPrivate(hosts, 'other.internal', ['10.1.2.3', '192.168.0.1'])).toBe(false);
  expect(isAllowedPrivate(hosts, 'not.models.internal', ['192.168.0.1'])).toBe(false);
  expect(isAllowedPrivate(hosts, 'other.internal', [])).toBe(false);
});
