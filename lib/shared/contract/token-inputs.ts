import * as z from 'zod/mini';
import { idOr } from './id-input.ts';
import { tokenScopes } from './rights.ts';

/** After so many days a token ends; null: never. */
export const tokenDays = [30, 90, 365, null] as const;

export const createTokenInput = z.object({
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, 'Enter a name, such as what the token is for.'),
      z.maxLength(80, 'Use a name of at most 80 characters.'),
      z.regex(/^\P{Cc}*$/u, 'Use a name without control characters.'),
    ),
  scope: z.enum(tokenScopes, 'Choose read or run.'),
  days: z._default(z.literal(tokenDays, 'Choose 30, 90 or 365 days, or no end.'), 90),
});

export const tokenIdInput = z.object({
  tokenId: idOr('There is no such token. Load the page again.'),
});
