import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGuardedFetch, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { isAllowedPrivate } from '#lib/net/private-hosts.ts';
import { createConnectionProvider } from '#lib/wiring/connection-provider.ts';

let calls = 0;
const server = createServer((request, response) => {
  calls += 1;
  if (request.url?.startsWith('/moved') === true) response.writeHead(307, { location: '/v1/models' }).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[]}');
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  port = address.port;
});
afterAll(() => server.close());

const guard = createGuardedFetch(async () => Promise.resolve(false));
const open = createGuardedFetch(async (host, addresses) =>
  Promise.resolve(isAllowedPrivate(['localhost', '127.0.0.0/8'], host, addresses)),
);
afterAll(async () => Promise.all([guard.close(), open.close()]));

/** For a name that stands for one address after the other. */
function rebinding(answers: readonly string[], allowed: readonly string[]): GuardedFetch {
  const left = [...answers];
  return createGuardedFetch(
    (host, addresses) => Promise.resolve(isAllowedPrivate(allowed, host, addresses)),
    () => {
      const address = left.shift() ?? '127.0.0.1';
      return Promise.resolve([{ address, family: isIP(address) }]);
    },
  );
}

async function whyNot(url: string, send = guard.fetch): Promise<unknown> {
  const before = calls;
  const outcome = await send(url).then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? error.cause : error),
  );
  return [outcome instanceof Error && 'code' in outcome ? outcome.code : outcome, calls - before];
}

describe('a call to an address that somebody gave', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    'localhost',
    'LOCALHOST',
  ])('is not made to %s, which is this machine', async (host) => {
    expect(await whyNot(`http://${host}:${port}/v1/models`)).toEqual(['ENOTPUBLIC', 0]);
    expect(await guard.isCallable(`http://${host}:${port}`)).toBe(false);
  });

  test.each(['http://169.254.169.254/latest/meta-data/', 'http://10.0.0.1/v1', 'http://[fd00:ec2::254]/'])(
    'is not made to %s',
    async (url) => {
      expect(await whyNot(url)).toEqual(['ENOTPUBLIC', 0]);
    },
  );

  test('is made to a private host that is allowed by name or by network, and follows no redirect', async () => {
    expect(await whyNot(`http://localhost:${port}/v1/models`, open.fetch)).toEqual(['answered', 1]);
    expect(await whyNot(`http://127.0.0.1:${port}/v1/models`, open.fetch)).toEqual(['answered', 1]);
    expect(await whyNot(`http://127.0.0.1:${port}/moved`, open.fetch)).toEqual([expect.anything(), 1]);
  });

  test('goes to the addresses that were looked at: a name that stands for others a moment later changes nothing', async () => {
    // Public when the form asks, this machine when the batch calls.
    const toForm = rebinding(['8.8.8.8', '127.0.0.1'], []);
    expect(await toForm.isCallable(`http://rebind.example:${port}`)).toBe(true);
    expect(await whyNot(`http://rebind.example:${port}/v1/models`, toForm.fetch)).toEqual(['ENOTPUBLIC', 0]);
    // Allowed when the call is looked at, this machine when it connects. Nobody listens at the first.
    const toCall = rebinding(['::1', '127.0.0.1'], ['::1']);
    const failed: unknown = expect.stringMatching(/^E(CONNREFUSED|ADDRNOTAVAIL|NETUNREACH)$/);
    expect(await whyNot(`http://rebind.example:${port}/v1/models`, toCall.fetch)).toEqual([failed, 0]);
    await Promise.all([toForm.close(), toCall.close()]);
  });

  test('of a connection says so in words, and is known not to have been carried out', async () => {
    const provider = createConnectionProvider({
      kind: 'openai_compatible',
      name: 'Ours',
      apiKey: 'sk-secret',
      baseUrl: `http://127.0.0.1:${port}/v1`,
      limits: {},
      fetch: guard.fetch,
    });
    const before = calls;
    const failed: unknown = await provider
      .testConnection({ signal: new AbortController().signal })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'provider_failed', mayHaveHappened: false, fault: { reason: 'not_public' } });
    expect(String(failed)).toContain(`127.0.0.1:${port} is on a private network`);
    expect(calls).toBe(before);
  });
});
