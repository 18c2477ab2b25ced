import { z } from 'zod';
import { type Role, roles } from '#lib/shared/contract/rights.ts';
import { isLoopback } from './loopback.ts';

/** The service with which people sign in besides a password. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whose e-mails are under one of these come in uninvited. */
  readonly domains: readonly string[];
  /** What they may do in Local; null: only who is invited comes in. */
  readonly role: Role | null;
  /** On the button. */
  readonly name: string;
}

const text = z.string().trim().min(1);

export const oidcVariables = {
  LANGBATCH_OIDC_ISSUER: text
    .refine(isIssuer, 'must be an https address such as https://login.example.com, as the service names itself')
    .optional(),
  LANGBATCH_OIDC_CLIENT_ID: text.optional(),
  LANGBATCH_OIDC_CLIENT_SECRET: text.optional(),
  LANGBATCH_OIDC_DOMAINS: text
    .transform((value) => value.toLowerCase().split(/[\s,]+/u))
    .pipe(z.array(z.string().regex(/^[^\s@.]+(?:\.[^\s@.]+)+$/u, 'must be domains such as example.com, example.org')))
    .default([]),
  LANGBATCH_OIDC_ROLE: z
    .enum([...roles, 'none'], `must be ${roles.join(', ')} or none`)
    // Nobody becomes an owner by having an e-mail.
    .refine((role) => role !== 'owner', 'must not be owner: owners are made by owners')
    .default('viewer'),
  LANGBATCH_OIDC_NAME: text.max(40, 'must have at most 40 characters').optional(),
};

/**
 * A password in an address would be shown, and what comes after the path is none of an issuer's (OpenID Connect
 * Discovery, 2).
 */
function isIssuer(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const needed = ['LANGBATCH_OIDC_ISSUER', 'LANGBATCH_OIDC_CLIENT_ID', 'LANGBATCH_OIDC_CLIENT_SECRET'] as const;

/** Those three are nothing without each other, and the others are nothing without them. */
export function findMissingOidc(
  given: Readonly<Record<string, string | undefined>>,
): [name: string, problem: string][] {
  if (Object.keys(given).every((name) => !name.startsWith('LANGBATCH_OIDC_'))) return [];
  return needed
    .filter((name) => given[name] === undefined)
    .map((name) => [name, 'must be set with the other LANGBATCH_OIDC settings']);
}

type OidcVariables = z.output<z.ZodObject<typeof oidcVariables>>;

/** Null where nobody signs in with another service. */
export function convertToOidc(from: OidcVariables): OidcSettings | null {
  const { LANGBATCH_OIDC_ISSUER: issuer, LANGBATCH_OIDC_CLIENT_ID: clientId } = from;
  const { LANGBATCH_OIDC_CLIENT_SECRET: clientSecret, LANGBATCH_OIDC_ROLE: role } = from;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return {
    issuer,
    clientId,
    clientSecret,
    domains: from.LANGBATCH_OIDC_DOMAINS,
    role: role === 'none' ? null : role,
    name: from.LANGBATCH_OIDC_NAME ?? new URL(issuer).host,
  };
}
