import type { IssuerProblem } from '#lib/shared/contract/issuer-problem.ts';

/** What happened and what to do, for whoever comes back to the sign-in page. `issuer` is the name on the button. */
export function issuerProblemText(problem: IssuerProblem, issuer: string): string {
  switch (problem) {
    case 'no_email':
      return `${issuer} did not say what your e-mail is, and LangBatch knows people by it. Ask whoever runs ${issuer} to share it.`;
    case 'unverified_email':
      return `${issuer} has not verified your e-mail. Verify it there, then sign in again.`;
    case 'not_invited':
      return `There is no account with your e-mail from ${issuer}, and no invitation for it. Ask an admin of this LangBatch to invite you.`;
    case 'other_identity':
      return `The account with your e-mail belongs to somebody else at ${issuer}. Ask an admin of this LangBatch.`;
    case 'disabled':
      return 'This account has been disabled. Ask an admin of this LangBatch.';
    case 'took_too_long':
      return 'This sign-in took too long, was used already, or was begun in another browser. Sign in again.';
    case 'cancelled':
      return `${issuer} did not sign you in. Try again, or ask whoever runs it.`;
    case 'unreachable':
      return `${issuer} does not answer as it should. Try again in a minute. If it lasts, ask whoever runs this LangBatch.`;
    case 'other_issuer':
      return `${issuer} describes itself as another service than the one that this LangBatch is set up for. Ask whoever runs this LangBatch to compare its setting LANGBATCH_OIDC_ISSUER with the issuer that ${issuer} names.`;
    case 'no_id_token':
      return `${issuer} answered without an ID token, which says under its signature who you are. Ask whoever runs ${issuer} to turn on OpenID Connect for this LangBatch.`;
    case 'not_verified':
      return `What ${issuer} said about you could not be verified. Sign in again. If it lasts, whoever runs this LangBatch can look at its settings and at the clock of its machine.`;
  }
}
