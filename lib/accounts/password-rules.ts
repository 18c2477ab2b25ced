import { InvalidInputError } from '#lib/errors.ts';
import common from './common-passwords.json' with { type: 'json' };

/** So many characters a password has at least that is on the list of common ones. */
export const fewestListed = 8;

/** What everybody tries first, beside what is on the list. */
const ownWords = ['langbatch', 'password', 'passwort', 'contraseña', 'motdepasse', 'qwertyuiop', 'letmein', 'welcome'];

/**
 * Throws `InvalidInputError` for a password that somebody would try: one of the common ones, with digits and signs at
 * its ends too, the same piece again and again, a run such as 123456789012, or their own e-mail, name or the product's
 * with digits and signs around it (OWASP ASVS 5.0, 6.2.4 and 6.2.11).
 */
export function assertGoodPassword(password: string, person: { readonly name: string; readonly email: string }): void {
  const core = coreOf(password);
  const [mailbox = '', domain = ''] = person.email.split('@');
  const known = [...ownWords, person.email, mailbox, domain, domain.split('.')[0] ?? '', person.name].map(coreOf);
  const isKnown = known.some((word) => word !== '' && core.replaceAll(word, '').length < fewestOwn);
  if (isCommon(password))
    throw refuse('This password is one of the most common ones. Use several words that do not belong together.');
  if (isKnown || isRepeated(password) || isRun(password))
    throw refuse(
      'This password is easy to guess. Use several words that have nothing to do with you or this dashboard.',
    );
}

function refuse(sentence: string): InvalidInputError {
  return new InvalidInputError(sentence, { password: sentence });
}

let listed: ReadonlySet<string> | null = null;

/** Whether it is on the list as it is, or without the digits and signs at its ends. */
function isCommon(password: string): boolean {
  listed ??= new Set(common.passwords);
  const whole = password.normalize('NFKC').toLowerCase();
  return listed.has(whole) || listed.has(whole.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, ''));
}

/** So many characters of a password must be neither known words nor digits and signs around them. */
const fewestOwn = 4;

function coreOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}]/gu, '');
}

/** A piece of at most four characters over and over, or a longer one twice and more. */
function isRepeated(password: string): boolean {
  const isShort = /^(.{1,4})\1*.{0,3}$/u.test(password) && new Set(password).size <= 4;
  return isShort || /^(.{5,})\1+$/u.test(password);
}

/** Each character the next or previous one of the one before. */
function isRun(password: string): boolean {
  const codes = Array.from({ length: password.length }, (_, index) => password.charCodeAt(index));
  const steps = codes.slice(1).map((code, index) => Math.abs(code - (codes[index] ?? 0)));
  // 1234567890 goes on with 1.
  return steps.filter((step) => step === 1 || step === 9).length >= steps.length - 1;
}
