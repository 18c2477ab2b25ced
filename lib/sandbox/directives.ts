/** What becomes of a request in the sandbox. */
export type Fate =
  | { readonly kind: 'answer' }
  | { readonly kind: 'http_error'; readonly statusCode: DirectiveStatusCode }
  | { readonly kind: 'expire' }
  | { readonly kind: 'missing' };

export type DirectiveStatusCode = 400 | 401 | 429 | 500;

export interface Directive {
  readonly fate: Fate;
  /** True when only the first job that holds the request suffers it. */
  readonly isOnce: boolean;
}

const pattern = /\[\[sandbox:(400|401|429|500|expire|missing)( once)?\]\]/;

const fates: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ['400', { kind: 'http_error', statusCode: 400 }],
  ['401', { kind: 'http_error', statusCode: 401 }],
  ['429', { kind: 'http_error', statusCode: 429 }],
  ['500', { kind: 'http_error', statusCode: 500 }],
  ['expire', { kind: 'expire' }],
  ['missing', { kind: 'missing' }],
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
