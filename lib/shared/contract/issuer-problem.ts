/** Why somebody is not let in who signs in with another service. */
const issuerProblems = [
  'no_email',
  'unverified_email',
  'not_invited',
  'other_identity',
  'disabled',
  'took_too_long',
  'cancelled',
  'unreachable',
  'other_issuer',
  'no_id_token',
  'not_verified',
] as const;

export type IssuerProblem = (typeof issuerProblems)[number];

/** In the address of the sign-in page. */
export const issuerProblemParam = 'problem';

export function isIssuerProblem(text: unknown): text is IssuerProblem {
  return issuerProblems.some((problem) => problem === text);
}
