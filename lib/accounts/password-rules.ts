import { InvalidInputError } from '#lib/errors.ts';

/** What everybody tries first, beside what is on a list of common passwords. */
const ownWords = ['langbatch', 'password', 'passwort', 'contraseña', 'motdepasse', 'qwertyuiop', 'letmein', 'welcome'];

/**
 * Throws `InvalidInputError` for a password that somebody who knows the person would try: one character again and
 * again, a run such as 123456789012, or their own e-mail, name or the product's with digits and signs around it
 * (OWASP ASVS 5.0, 6.2.4 and 6.2.11).
 */
export function assertGoodPassword(password: string, person: { readonly name: string; readonly email: string }): void {
  const core = coreOf(password);
  const [mailbox = '', domain = ''] = person.email.split('@');
  const known = [...ownWords, person.email, mailbox, domain, domain.split('.')[0] ?? '', person.name].map(coreOf);
  const isKnown = known.some((word) => word !== '' && core.replaceAll(word, '').length < fewestOwn);
  if (isKnown || isRepeated(password) || isRun(password)) {
    const sentence =
      'This password is easy to guess. Use several words that have nothing to do with you or this dashboard.';
    throw new InvalidInputError(sentence, { password: sentence });
  }
}

/** So many characters of a password must be neither known words nor digits and signs around them. */
const fewestOwn = 4;

function coreOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}]/gu, '');
}

/** A piece of at most four characters over and over. */
function isRepeated(password: string): boolean {
  return /^(.{1,4})\1*.{0,3}$/u.test(password) && new Set(password).size <= 4;
}

/** Each character the next or previous one of the one before. */
function isRun(password: string): boolean {
  const codes = Array.from({ length: password.length }, (_, index) => password.charCodeAt(index));
  const steps = codes.slice(1).map((code, index) => Math.abs(code - (codes[index] ?? 0)));
  // 1234567890 goes on with 1.
  return steps.filter((step) => step === 1 || step === 9).length >= steps.length - 1;
}
