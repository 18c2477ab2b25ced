/** What a server action answers: the verb's value, or an error that may be shown. It never throws. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ActionError };

export interface ActionError {
  /** One of the library's error codes (`lib/errors.ts`), or `unexpected` for what is our fault. */
  readonly code: string;
  /** A sentence that says what happened and what to do. */
  readonly message: string;
  /** A sentence for each wrong field of a form. */
  readonly fields: Readonly<Record<string, string>>;
  /** Finds the log entry of an unexpected error; null for all others. */
  readonly reference: string | null;
}
