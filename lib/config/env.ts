import { z } from 'zod';
import { InvalidInputError } from '#lib/errors.ts';
import { isNetwork } from '#lib/net/network-list.ts';
import { isLoopback } from './loopback.ts';
import { mailFrom, type MailSettings, smtpUrl } from './mail-settings.ts';
import { convertToOidc, findMissingOidc, type OidcSettings, oidcVariables } from './oidc-settings.ts';

export type Role = 'all' | 'web' | 'worker';

export type SandboxSettings = {
  /** Whether the launcher starts one. */
  readonly isOn: boolean;
  /** Where it listens, without a trailing slash; null when there is none. */
  readonly url: string | null;
  /** Its port and folder: set by the launcher for the sandbox's own process. */
  readonly port: number | null;
  readonly dir: string | null;
  /** How long a job takes from creation to its end. */
  readonly jobSeconds: number;
  /** Enqueued prompt tokens that a job may have; null is no limit. */
  readonly tokenLimit: number | null;
  /** Whether tests may set transport faults. */
  readonly hasFaults: boolean;
};

/** Everything that can be set from outside, checked. `parseEnv` makes it, nothing else. */
export type Settings = {
  readonly host: string;
  /** 0 lets the system pick a free one. */
  readonly port: number;
  /** As given: may be relative to the folder of the project. */
  readonly dataDir: string;
  /** Null: the launcher starts the embedded server. */
  readonly databaseUrl: string | null;
  readonly role: Role;
  /**
   * Origins such as `https://batches.example.com` under which browsers reach the dashboard; the first is used
   * in links.
   */
  readonly publicOrigins: readonly [string, ...string[]];
  /** Whether people sign in: `by_owner` says yes once there is an owner. */
  readonly accounts: 'on' | 'off' | 'by_owner';
  /** Null where people sign in by a password alone. */
  readonly oidc: OidcSettings | null;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Null: no mail is sent. */
  readonly mail: MailSettings | null;
  /**
   * The key and address of the connection that exists from the first start; a null key means none, a null
   * address OpenAI's own.
   */
  readonly openai: { readonly apiKey: string | null; readonly baseUrl: string | null };
  readonly defaultModel: string;
  readonly sandbox: SandboxSettings;
  /** Null only with the embedded database: the launcher then makes one and keeps it in the data folder. */
  readonly secret: string | null;
  /** Opens what it has sealed, while `secret` takes its place; null at other times. */
  readonly previousSecret: string | null;
  readonly pollIntervalMs: number;
  /** How many bytes of files each workspace may have; null for as many as there is room for. */
  readonly workspaceQuotaBytes: number | null;
  /** For how long rows of the audit log are kept. */
  readonly auditDays: number;
};

const minSecretLength = 32;

const text = z.string().trim().min(1);
const secret = text.min(minSecretLength, `must have at least ${minSecretLength} characters`);
const port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(0)
  .max(65_535, 'must be at most 65535');
const seconds = z.coerce
  .number('must be a number of seconds')
  .positive('must be more than 0')
  .max(86_400, 'must be at most 86400');
const days = z.coerce
  .number('must be a number of days')
  .int('must be a whole number of days')
  .min(1, 'must be at least 1')
  .max(36_500, 'must be at most 36500');
const isPostgresUrl = (value: string): boolean => /^postgres(ql)?:\/\/./.test(value);

/** A password with such a sign in it ends the address early: the rest of it would be looked up as a host, and shown. */
function isReadablePostgresUrl(value: string): boolean {
  // The driver takes a space as it is.
  const url = URL.parse(value.replaceAll(' ', '%20'));
  return url !== null && !value.includes('#') && !url.search.includes('@') && !url.pathname.includes('@');
}

const httpUrl = text
  .refine(
    (value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
    'must be an address such as https://example.com',
  )
  .transform((value) => value.replace(/\/+$/, ''));

const origins = text
  .transform((value) => value.split(/[\s,]+/))
  .pipe(z.array(httpUrl.transform((url) => new URL(url).origin)));

const networks = text
  .transform((value) => value.split(/[\s,]+/))
  .pipe(z.array(text.refine(isNetwork, 'must be addresses or networks such as 10.0.0.0/8, ::1')));

const variables = z.object({
  PORT: port.default(3000),
  HOST: text.transform((host) => host.replace(/^\[(.*)\]$/, '$1')).default('127.0.0.1'),
  LANGBATCH_DATA_DIR: text.default('.data'),
  DATABASE_URL: text
    .refine(isPostgresUrl, { error: 'must begin with postgresql://', abort: true })
    .refine(
      isReadablePostgresUrl,
      'cannot be read: write it as postgresql://user:password@host:5432/database, with the signs / ? # @ : % in the user name and the password written as %2F %3F %23 %40 %3A %25',
    )
    .optional(),
  LANGBATCH_ROLE: z.enum(['all', 'web', 'worker'], 'must be all, web or worker').default('all'),
  LANGBATCH_URL: origins.optional(),
  LANGBATCH_ACCOUNTS: z.enum(['on', 'off'], 'must be on or off').optional(),
  LANGBATCH_TRUSTED_PROXIES: networks.default([]),
  LANGBATCH_SMTP_URL: smtpUrl.optional(),
  LANGBATCH_MAIL_FROM: mailFrom.optional(),
  ...oidcVariables,
  LANGBATCH_FILES: z.literal('disk', 'must be disk: keeping files in S3 is not built yet').default('disk'),
  OPENAI_API_KEY: text.optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  LANGBATCH_DEFAULT_MODEL: text.default('gpt-4o-mini'),
  LANGBATCH_SANDBOX: z.enum(['on', 'off'], 'must be on or off').optional(),
  LANGBATCH_SANDBOX_URL: httpUrl.optional(),
  LANGBATCH_SANDBOX_PORT: port.optional(),
  LANGBATCH_SANDBOX_DIR: text.optional(),
  LANGBATCH_SANDBOX_SECONDS: seconds.default(10),
  LANGBATCH_SANDBOX_TOKEN_LIMIT: z.coerce
    .number('must be a number of tokens')
    .int()
    .positive('must be more than 0')
    .optional(),
  LANGBATCH_SANDBOX_FAULTS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  LANGBATCH_SECRET: secret.optional(),
  LANGBATCH_SECRET_PREVIOUS: secret.optional(),
  LANGBATCH_POLL_SECONDS: seconds.default(30),
  LANGBATCH_WORKSPACE_QUOTA_GB: z.coerce
    .number('must be a number of GB')
    .positive('must be more than 0')
    .max(1_000_000, 'must be at most 1000000')
    .optional(),
  LANGBATCH_AUDIT_DAYS: days.default(400),
});

type Variables = z.output<typeof variables>;

/**
 * Reads settings from environment variables; an empty one counts as unset, an unknown one is left alone.
 * Throws `InvalidInputError` that names every wrong variable at once, without repeating any value.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = variables.safeParse(given);
  const problems: Record<string, string> = {};
  for (const issue of parsed.error?.issues ?? []) problems[String(issue.path[0])] ??= issue.message;
  for (const [name, problem] of findMissing(given)) problems[name] ??= problem;

  for (const [name, problem] of parsed.success ? findOpenDoors(parsed.data) : []) problems[name] ??= problem;

  if (!parsed.success || Object.keys(problems).length > 0) {
    const list = Object.entries(problems).map(([name, problem]) => `${name} ${problem}`);
    throw new InvalidInputError(`The settings can't be used: ${list.join('; ')}.`, problems);
  }
  return convertToSettings(parsed.data);
}

/** Variables that others make necessary, with what to say about each that is not there. */
function findMissing(given: Readonly<Record<string, string | undefined>>): [name: string, problem: string][] {
  const needed: [name: string, isNeeded: boolean, problem: string][] = [
    [
      'LANGBATCH_SECRET',
      given['LANGBATCH_SECRET_PREVIOUS'] !== undefined && given['DATABASE_URL'] === undefined,
      'must be set to the new secret, together with LANGBATCH_SECRET_PREVIOUS',
    ],
    [
      'LANGBATCH_SECRET',
      given['DATABASE_URL'] !== undefined,
      'must be set together with DATABASE_URL, the same on every machine: it encrypts the keys in that database',
    ],
    [
      'LANGBATCH_MAIL_FROM',
      given['LANGBATCH_SMTP_URL'] !== undefined,
      'must be set together with LANGBATCH_SMTP_URL: whom mails come from, such as LangBatch <batches@example.com>',
    ],
    [
      'LANGBATCH_SMTP_URL',
      given['LANGBATCH_MAIL_FROM'] !== undefined,
      'must be set together with LANGBATCH_MAIL_FROM: the mail server, such as smtps://user:password@mail.example.com:465',
    ],
    [
      'DATABASE_URL',
      given['LANGBATCH_ROLE'] === 'web' || given['LANGBATCH_ROLE'] === 'worker',
      `must be set with LANGBATCH_ROLE=${given['LANGBATCH_ROLE'] ?? ''}: the embedded database serves one machine with all roles`,
    ],
  ];
  const missing = needed
    .filter(([name, isNeeded]) => isNeeded && given[name] === undefined)
    .map(([name, , problem]): [name: string, problem: string] => [name, problem]);
  return [...missing, ...findMissingOidc(given)];
}

/** Whether anybody but this machine's own user can reach the dashboard, through a proxy too. */
function isReachedFromElsewhere({ HOST, LANGBATCH_URL = [] }: Variables): boolean {
  return !isLoopback(HOST) || LANGBATCH_URL.some((origin) => !isLoopback(new URL(origin).hostname));
}

/** What would let in whoever reaches the dashboard. */
function findOpenDoors(from: Variables): [name: string, problem: string][] {
  const { HOST, LANGBATCH_URL, LANGBATCH_ACCOUNTS } = from;
  const schemes = new Set(LANGBATCH_URL?.map((origin) => new URL(origin).protocol));
  const problems: [name: string, isProblem: boolean, problem: string][] = [
    [
      'LANGBATCH_URL',
      !isLoopback(HOST) && LANGBATCH_URL === undefined,
      `must be set with HOST=${HOST}: the address under which people open the dashboard, such as https://batches.example.com`,
    ],
    [
      'LANGBATCH_URL',
      isReachedFromElsewhere(from) && schemes.size > 1,
      'must be all https or all http: cookies that are safe with one are not with the other',
    ],
    [
      'LANGBATCH_ACCOUNTS',
      isReachedFromElsewhere(from) && LANGBATCH_ACCOUNTS === 'off',
      'must not be off where others than you can reach the dashboard: anybody in the network could spend your money',
    ],
  ];
  return problems.filter(([, isProblem]) => isProblem).map(([name, , problem]) => [name, problem]);
}

function convertToSettings(from: Variables): Settings {
  return {
    host: from.HOST,
    port: from.PORT,
    dataDir: from.LANGBATCH_DATA_DIR,
    databaseUrl: from.DATABASE_URL ?? null,
    role: from.LANGBATCH_ROLE,
    publicOrigins: convertToOrigins(from),
    accounts: isReachedFromElsewhere(from) ? 'on' : (from.LANGBATCH_ACCOUNTS ?? 'by_owner'),
    oidc: convertToOidc(from),
    trustedProxies: from.LANGBATCH_TRUSTED_PROXIES,
    mail: convertToMail(from),
    openai: { apiKey: from.OPENAI_API_KEY ?? null, baseUrl: from.OPENAI_BASE_URL ?? null },
    defaultModel: from.LANGBATCH_DEFAULT_MODEL,
    sandbox: {
      isOn: (from.LANGBATCH_SANDBOX ?? (from.LANGBATCH_ROLE === 'all' ? 'on' : 'off')) === 'on',
      url: from.LANGBATCH_SANDBOX_URL ?? null,
      port: from.LANGBATCH_SANDBOX_PORT ?? null,
      dir: from.LANGBATCH_SANDBOX_DIR ?? null,
      jobSeconds: from.LANGBATCH_SANDBOX_SECONDS,
      tokenLimit: from.LANGBATCH_SANDBOX_TOKEN_LIMIT ?? null,
      hasFaults: from.LANGBATCH_SANDBOX_FAULTS === 'on',
    },
    secret: from.LANGBATCH_SECRET ?? null,
    previousSecret: from.LANGBATCH_SECRET_PREVIOUS ?? null,
    pollIntervalMs: from.LANGBATCH_POLL_SECONDS * 1000,
    workspaceQuotaBytes:
      from.LANGBATCH_WORKSPACE_QUOTA_GB === undefined
        ? null
        : Math.floor(from.LANGBATCH_WORKSPACE_QUOTA_GB * 1024 ** 3),
    auditDays: from.LANGBATCH_AUDIT_DAYS,
  };
}

/** The address of a server of ours, such as `http://127.0.0.1:3000` or `http://[::1]:3000`. */
export function originOf(host: string, port: number): string {
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}

/** Browsers write `localhost` and its address as people type them, so both are ours. */
function convertToOrigins(from: Variables): readonly [string, ...string[]] {
  const [first, ...others] = from.LANGBATCH_URL ?? [];
  if (first !== undefined) return [first, ...others];
  const own = originOf(from.HOST, from.PORT);
  const named = originOf('localhost', from.PORT);
  return own === named ? [own] : [own, named];
}

/** One without the other is refused before. */
function convertToMail({ LANGBATCH_SMTP_URL: server, LANGBATCH_MAIL_FROM: from }: Variables): MailSettings | null {
  return server === undefined || from === undefined ? null : { server, from };
}
