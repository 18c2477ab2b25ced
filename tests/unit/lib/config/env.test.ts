import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '#lib/config/env.ts';
import { InvalidInputError } from '#lib/errors.ts';

const secret = 's'.repeat(32);

function problemsOf(source: Record<string, string>): Readonly<Record<string, string>> {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields;
    throw error;
  }
  return {};
}

describe('parseEnv', () => {
  it('needs nothing: every setting has a default for one machine', () => {
    expect(parseEnv({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      oidc: null,
      dataDir: '.data',
      databaseUrl: null,
      role: 'all',
      publicOrigins: ['http://127.0.0.1:3000', 'http://localhost:3000'],
      accounts: 'by_owner',
      trustedProxies: [],
      mail: null,
      openai: { apiKey: null, baseUrl: null },
      defaultModel: 'gpt-4o-mini',
      sandbox: { isOn: true, url: null, port: null, dir: null, jobSeconds: 10, tokenLimit: null, hasFaults: false },
      secret: null,
      previousSecret: null,
      pollIntervalMs: 30_000,
      workspaceQuotaBytes: null,
      auditDays: 400,
    });
  });

  it('reads how much a workspace may store in GB, as parts of one too', () => {
    expect(parseEnv({ LANGBATCH_WORKSPACE_QUOTA_GB: '0.5' }).workspaceQuotaBytes).toBe(512 * 1024 ** 2);
    for (const value of ['0', '-1', 'much'])
      expect(problemsOf({ LANGBATCH_WORKSPACE_QUOTA_GB: value })).toHaveProperty('LANGBATCH_WORKSPACE_QUOTA_GB');
  });

  it('takes an empty variable for an unset one', () => {
    expect(parseEnv({ PORT: '', DATABASE_URL: ' ', LANGBATCH_FILES: '' })).toEqual(parseEnv({}));
  });

  it('names all problems at once, and repeats no value', () => {
    const source = {
      PORT: 'soon',
      LANGBATCH_ROLE: 'boss',
      DATABASE_URL: 'mysql://secret-password',
      LANGBATCH_SECRET: 'short',
    };
    expect(Object.keys(problemsOf(source)).toSorted()).toEqual(Object.keys(source).toSorted());
    for (const value of Object.values(source)) expect(JSON.stringify(problemsOf(source))).not.toContain(value);
  });

  it.each([
    'postgres://user:pass#word@host/db',
    'postgres://user:12#word@host/db',
    'postgres://user:12?word@host/db',
    'postgres://user:12/word@host/db',
    'postgres://user:word@host:99999/db',
    'postgres://user:word@[::1/db',
  ])('says that %s cannot be read, without its password', (DATABASE_URL) => {
    const problems = problemsOf({ DATABASE_URL, LANGBATCH_SECRET: secret });
    expect(Object.keys(problems)).toEqual(['DATABASE_URL']);
    expect(problems['DATABASE_URL']).toMatch(/^cannot be read: write it as postgresql:/);
    expect(JSON.stringify(problems)).not.toContain('12');
  });

  it.each([
    'postgresql:///db?host=/var/run/postgresql',
    'postgresql://user:p%40ss%23word@host:5432/db?sslmode=require',
    'postgres://user:p@ss word@[::1]:5432/db',
    'postgresql://user@%2Fvar%2Frun/db',
  ])('reads %s', (DATABASE_URL) => {
    expect(parseEnv({ DATABASE_URL, LANGBATCH_SECRET: secret }).databaseUrl).toBe(DATABASE_URL);
  });

  const elsewhere = 'https://batches.example.com';

  it.each<[name: string, source: Record<string, string>, accounts: 'on' | 'off' | 'by_owner']>([
    ['alone on this machine only once there is an owner', {}, 'by_owner'],
    ['alone under a name of this machine', { LANGBATCH_URL: 'http://localhost:3000' }, 'by_owner'],
    ['alone as soon as that is wished', { LANGBATCH_ACCOUNTS: 'on' }, 'on'],
    ['alone not at all where that is wished', { LANGBATCH_ACCOUNTS: 'off' }, 'off'],
    ['on every address', { HOST: '0.0.0.0', LANGBATCH_URL: elsewhere }, 'on'],
    ['behind a proxy on this machine', { LANGBATCH_URL: elsewhere }, 'on'],
    ['under one public name of several', { LANGBATCH_URL: `https://localhost ${elsewhere}` }, 'on'],
  ])('people sign in %s', (_name, source, accounts) => {
    expect(parseEnv(source).accounts).toBe(accounts);
  });

  it.each(['0.0.0.0', '192.168.1.5', '::', 'batches.example.com', '127.0.0.1.example.com'])(
    'asks under which address people reach the host %s',
    (host) => {
      expect(problemsOf({ HOST: host })).toHaveProperty('LANGBATCH_URL', expect.stringContaining(`HOST=${host}`));
      expect(parseEnv({ HOST: host, LANGBATCH_URL: elsewhere }).accounts).toBe('on');
    },
  );

  it.each<Record<string, string>>([
    { LANGBATCH_URL: elsewhere },
    { HOST: '0.0.0.0', LANGBATCH_URL: 'http://localhost' },
  ])('refuses to let anybody in with %j', (source) => {
    expect(problemsOf({ ...source, LANGBATCH_ACCOUNTS: 'off' })).toHaveProperty('LANGBATCH_ACCOUNTS');
  });

  it('refuses to hand out cookies over http that are for https', () => {
    expect(problemsOf({ LANGBATCH_URL: `${elsewhere} http://10.0.0.2` })).toHaveProperty('LANGBATCH_URL');
  });

  it('reads which proxies are trusted, and refuses what is no network', () => {
    const networks = '10.0.0.0/8, ::1 2001:db8::/32';
    expect(parseEnv({ LANGBATCH_TRUSTED_PROXIES: networks }).trustedProxies).toEqual(networks.split(/[, ]+/));
    for (const bad of ['nginx', '10.0.0.0/33', '::/129', '10.0.0.1/', '1/2/3', '10.0.0.0/8/8'])
      expect(problemsOf({ LANGBATCH_TRUSTED_PROXIES: bad })).toHaveProperty('LANGBATCH_TRUSTED_PROXIES');
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('listens on the loopback address %s', (host) => {
    expect(parseEnv({ HOST: host }).host).toBe(host);
  });

  it('knows its own origins when no public address is given', () => {
    expect(parseEnv({ HOST: '::1', PORT: '80' }).publicOrigins).toEqual(['http://[::1]', 'http://localhost']);
    expect(parseEnv({ HOST: '[::1]' })).toEqual(parseEnv({ HOST: '::1' }));
    expect(parseEnv({ HOST: 'localhost' }).publicOrigins).toEqual(['http://localhost:3000']);
  });

  it('reduces public addresses to origins, the first for links', () => {
    const { publicOrigins } = parseEnv({ LANGBATCH_URL: 'https://Batches.example.com/app/, https://10.0.0.2:8080' });
    expect(publicOrigins).toEqual(['https://batches.example.com', 'https://10.0.0.2:8080']);
  });

  it('asks for the secret with a database that outlives this machine', () => {
    expect(problemsOf({ DATABASE_URL: 'postgresql://db/langbatch' })).toHaveProperty('LANGBATCH_SECRET');
    expect(parseEnv({ DATABASE_URL: 'postgres://db/langbatch', LANGBATCH_SECRET: secret }).secret).toBe(secret);
  });

  it('asks for the new secret beside the previous one, which is as long', () => {
    expect(problemsOf({ LANGBATCH_SECRET_PREVIOUS: secret })).toHaveProperty('LANGBATCH_SECRET');
    expect(problemsOf({ LANGBATCH_SECRET: secret, LANGBATCH_SECRET_PREVIOUS: 'short' })).toHaveProperty(
      'LANGBATCH_SECRET_PREVIOUS',
    );
    const next = 'n'.repeat(32);
    expect(parseEnv({ LANGBATCH_SECRET: next, LANGBATCH_SECRET_PREVIOUS: secret })).toMatchObject({
      secret: next,
      previousSecret: secret,
    });
  });

  it.each(['web', 'worker'])('asks for a shared database in the role %s, and starts no sandbox there', (role) => {
    expect(problemsOf({ LANGBATCH_ROLE: role })).toHaveProperty('DATABASE_URL');
    const shared = { LANGBATCH_ROLE: role, DATABASE_URL: 'postgresql://db/langbatch', LANGBATCH_SECRET: secret };
    expect(parseEnv(shared).sandbox.isOn).toBe(false);
    expect(parseEnv({ ...shared, LANGBATCH_SANDBOX: 'on' }).sandbox.isOn).toBe(true);
  });

  it('refuses files in S3 instead of keeping them on disk unsaid', () => {
    expect(problemsOf({ LANGBATCH_FILES: 's3' })).toEqual({
      LANGBATCH_FILES: 'must be disk: keeping files in S3 is not built yet',
    });
  });

  it.each(['127.999.999.999', '127.0.0.256'])(
    'takes the host %s, which is no address, for none of this machine',
    (HOST) => {
      expect(problemsOf({ HOST })).toHaveProperty('LANGBATCH_URL');
    },
  );

  it('keeps the audit log for 400 days, or for as many as are said, and at least for one', () => {
    expect(parseEnv({}).auditDays).toBe(400);
    expect(parseEnv({ LANGBATCH_AUDIT_DAYS: '1' }).auditDays).toBe(1);
    for (const LANGBATCH_AUDIT_DAYS of ['0', '-3', '1.5', 'a year'])
      expect(problemsOf({ LANGBATCH_AUDIT_DAYS })).toHaveProperty('LANGBATCH_AUDIT_DAYS');
  });

  it('fails with one kind of error whatever it is given', () => {
    const names = [
      'PORT',
      'HOST',
      'DATABASE_URL',
      'LANGBATCH_URL',
      'LANGBATCH_SECRET',
      'LANGBATCH_POLL_SECONDS',
      'LANGBATCH_AUDIT_DAYS',
      'OPENAI_BASE_URL',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (source) => {
        expect(() => problemsOf(source)).not.toThrow();
      }),
    );
  });
});

describe('sign-in with an OIDC issuer', () => {
  const given = {
    LANGBATCH_OIDC_ISSUER: 'https://login.example.com/realm',
    LANGBATCH_OIDC_CLIENT_ID: 'langbatch',
    LANGBATCH_OIDC_CLIENT_SECRET: 'a client secret',
  };

  it('is off without settings, and needs three of them', () => {
    expect(parseEnv({}).oidc).toBeNull();
    expect(parseEnv(given).oidc).toEqual({
      issuer: 'https://login.example.com/realm',
      clientId: 'langbatch',
      clientSecret: 'a client secret',
      domains: [],
      role: 'viewer',
      name: 'login.example.com',
    });
    for (const name of Object.keys(given)) expect(problemsOf({ ...given, [name]: '' })).toHaveProperty(name);
    expect(Object.keys(problemsOf({ LANGBATCH_OIDC_ROLE: 'admin' }))).toEqual(Object.keys(given));
  });

  it('says who of which domains comes in as what, and under which name', () => {
    const { oidc } = parseEnv({
      ...given,
      LANGBATCH_OIDC_ISSUER: 'http://127.0.0.1:9000',
      LANGBATCH_OIDC_DOMAINS: 'Example.com, example.net',
      LANGBATCH_OIDC_ROLE: 'none',
      LANGBATCH_OIDC_NAME: 'Example ID',
    });
    expect(oidc).toMatchObject({ domains: ['example.com', 'example.net'], role: null, name: 'Example ID' });
  });

  it.each([
    ['LANGBATCH_OIDC_ISSUER', 'http://login.example.com'],
    ['LANGBATCH_OIDC_ISSUER', 'https://user:password@login.example.com'],
    ['LANGBATCH_OIDC_ISSUER', 'https://login.example.com/?realm=x'],
    ['LANGBATCH_OIDC_ISSUER', 'login.example.com'],
    ['LANGBATCH_OIDC_DOMAINS', 'ana@example.com'],
    ['LANGBATCH_OIDC_DOMAINS', 'com'],
    ['LANGBATCH_OIDC_ROLE', 'owner'],
    ['LANGBATCH_OIDC_ROLE', 'boss'],
    ['LANGBATCH_OIDC_NAME', 'x'.repeat(41)],
  ])('is refused with %s=%s, which is not repeated', (name, value) => {
    const problems = problemsOf({ ...given, [name]: value });
    expect(Object.keys(problems)).toEqual([name]);
    expect(problems[name]).not.toContain('password@');
  });
});
