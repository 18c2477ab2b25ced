/** What becomes of a request in the sandbox. */
export type Fate =
  | { readonly kind: 'answer'; readonly form: AnswerForm }
  | { readonly kind: 'http_error'; readonly statusCode: DirectiveStatusCode }
  | { readonly kind: 'expire' }
  | { readonly kind: 'missing' };

/** How an answer turns out: `plain` is left to chance, the others are said. */
export type AnswerForm = 'plain' | 'list' | 'cut' | 'empty' | 'refused';

export const plainAnswer: Fate = { kind: 'answer', form: 'plain' };

export type DirectiveStatusCode = 400 | 401 | 429 | 500;

export interface Directive {
  readonly fate: Fate;
  /** True when only the first job that holds the request suffers it. */
  readonly isOnce: boolean;
}

const pattern = /\[\[sandbox:(400|401|429|500|expire|missing|list|cut|empty|refused)( once)?\]\]/;

const fates: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ['400', { kind: 'http_error', statusCode: 400 }],
  ['401', { kind: 'http_error', statusCode: 401 }],
  ['429', { kind: 'http_error', statusCode: 429 }],
  ['500', { kind: 'http_error', statusCode: 500 }],
  ['expire', { kind: 'expire' }],
  ['missing', { kind: 'missing' }],
  ['list', { kind: 'answer', form: 'list' }],
  ['cut', { kind: 'answer', form: 'cut' }],
  ['empty', { kind: 'answer', form: 'empty' }],
  ['refused', { kind: 'answer', form: 'refused' }],
]);

/** The first directive in a request's texts, such as `[[sandbox:429 once]]`; null when there is none. */
export function findDirective(texts: readonly string[]): Directive | null {
  for (const text of texts) {
    const [, word, once] = pattern.exec(text) ?? [];
    const fate = word === undefined ? undefined : fates.get(word);
    if (fate !== undefined) return { fate, isOnce: once !== undefined };
  }
  return null;
}

/** A text without the directives in it. */
export function withoutDirectives(text: string): string {
  return text.replaceAll(new RegExp(pattern, 'g'), '').replaceAll(/\s+/g, ' ').trim();
}
