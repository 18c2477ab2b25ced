import { z } from 'zod';
import type { Identity } from '#lib/contracts/issuer.ts';
import { emailInput } from '#lib/shared/contract/account-inputs.ts';

const claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  // Some services say it in quotes.
  email_verified: z.union([z.boolean(), z.string()]).optional(),
  name: z.string().optional(),
});

const longestName = 80;

/** Reads whom a verified profile is of. Without an e-mail that the service has verified it is of nobody. */
export function readIdentity(
  profile: Readonly<Record<string, unknown>>,
): Omit<Identity, 'providerId'> | 'no_email' | 'unverified_email' | 'not_verified' {
  const parsed = claims.safeParse(profile);
  if (!parsed.success) return 'not_verified';
  const { sub: subject, email: given = '', email_verified: isVerified, name = '' } = parsed.data;
  const email = emailInput.safeParse(given);
  if (!email.success) return 'no_email';
  if (isVerified !== true && isVerified !== 'true') return 'unverified_email';
  return { subject, email: email.data, name: nameOf(name, email.data) };
}

function nameOf(name: string, email: string): string {
  const shown = name.replaceAll(/\p{Cc}/gu, ' ').trim();
  return (shown === '' ? email.slice(0, email.indexOf('@')) : shown).slice(0, longestName);
}
