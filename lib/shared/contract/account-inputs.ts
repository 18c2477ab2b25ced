import * as z from 'zod/mini';

export const shortestPassword = 12;
const longestPassword = 128;

export const emailInput = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text: string) => text.normalize('NFC').trim().toLowerCase()),
  ),
  z
    .string()
    .check(
      z.maxLength(254, 'This is too long for an e-mail address.'),
      z.email('Enter an e-mail address such as ana@example.com.'),
    ),
);

const personName = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, 'Enter a name.'),
    z.maxLength(80, 'Use a name of at most 80 characters.'),
    z.regex(/^\P{Cc}*$/u, 'Use a name without control characters.'),
  );

/** As somebody enters the one they have: whether it is a good one was asked when it was made. */
const enteredPassword = z
  .string()
  .check(z.minLength(1, 'Enter the password.'), z.maxLength(1_000, 'This is too long for a password.'));

/** One that is made now. Length counts, not which characters: see `assertGoodPassword` for what else does. */
const newPassword = z
  .string()
  .check(
    z.minLength(shortestPassword, `Use at least ${shortestPassword} characters. Several words are easy to remember.`),
    z.maxLength(longestPassword, `Use at most ${longestPassword} characters.`),
  );

/** From a link. What it is good for only the database knows. */
const linkToken = z
  .string()
  .check(z.regex(/^[\w-]{10,100}$/u, 'This link is not complete. Open it again as it was given to you.'));

/** Of a person, a session. */
const id = z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^[\w-]+$/u, 'This is no id of ours.'));

export const signInInput = z.object({ email: emailInput, password: enteredPassword });
export type SignInInput = z.input<typeof signInInput>;

export const setUpInput = z.object({
  token: linkToken,
  name: personName,
  email: emailInput,
  password: newPassword,
});
export type SetUpInput = z.input<typeof setUpInput>;

/** An invitation's link alone, for whoever looks at it, or is in already. */
export const invitationLinkInput = z.object({ token: linkToken });
export type InvitationLinkInput = z.input<typeof invitationLinkInput>;

export const joinInput = z.object({ token: linkToken, name: personName, password: newPassword });
export type JoinInput = z.input<typeof joinInput>;

export const renamePersonInput = z.object({ name: personName });

export const changePasswordInput = z.object({ currentPassword: enteredPassword, password: newPassword });

/** Six digits, however they are spaced. */
const appCode = /^\d{6}$/u;

/** Of an authenticator app, or a recovery code: the one is digits alone, the other never is. */
const code = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text: string) => text.replaceAll(/[\s-]/gu, '').toLowerCase()),
  ),
  z
    .string()
    .check(
      z.regex(
        /^(?:\d{6}|[a-z0-9]{24})$/u,
        'Enter the 6 digits that your authenticator app shows, or a whole recovery code.',
      ),
    ),
);

export const verifyCodeInput = z.object({ code });
export type VerifyCodeInput = z.input<typeof verifyCodeInput>;

export function isAppCode(given: string): boolean {
  return appCode.test(given);
}

/** Where the person wants to go after it. */
export const startIssuerSignInInput = z.object({ next: z.string() });
export type StartIssuerSignInInput = z.input<typeof startIssuerSignInInput>;

/** From an address that anybody can write: what cannot be of the issuer counts as not there. */
const fromIssuer = z.optional(
  z.pipe(
    z.unknown(),
    z.transform((given: unknown) => (typeof given === 'string' && given.length <= 4_000 ? given : undefined)),
  ),
);

export const issuerAnswerInput = z.object({ code: fromIssuer, state: fromIssuer, error: fromIssuer, iss: fromIssuer });

export const ownPasswordInput = z.object({ password: enteredPassword });

export const confirmSecondFactorInput = z.object({
  code: z.pipe(
    z.pipe(
      z.string(),
      z.transform((text: string) => text.replaceAll(/\s/gu, '')),
    ),
    z.string().check(z.regex(appCode, 'Enter the 6 digits that your authenticator app shows.')),
  ),
});

export const sessionInput = z.object({ sessionId: id });

export const requestPasswordResetInput = z.object({ email: emailInput });
export type RequestPasswordResetInput = z.input<typeof requestPasswordResetInput>;

export const operatorResetInput = z.object({ email: emailInput });

export const makeOwnerInput = z.object({ email: emailInput, name: z.optional(personName) });

export const personInput = z.object({ personId: id });

/** `byMail`: to the person too, not to the admin alone. */
export const makeResetLinkInput = z.object({ personId: id, byMail: z._default(z.boolean(), false) });

export const setSiteAdminInput = z.object({ personId: id, isSiteAdmin: z.boolean() });

/** The link alone, for whoever opens it. */
export const resetLinkInput = z.object({ token: linkToken });

export const resetPasswordInput = z.object({ token: linkToken, password: newPassword });
export type ResetPasswordInput = z.input<typeof resetPasswordInput>;
