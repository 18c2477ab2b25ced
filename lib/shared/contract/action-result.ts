import * as z from 'zod/mini';
import type { Immutable } from './immutable.ts';

/** What a server action answers: the verb's value, or an error that may be shown. It never throws. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ActionError };

const actionErrorSchema = z.object({
  /** One of the library's error codes (`lib/errors.ts`), or `unexpected` for what is our fault. */
  code: z.string(),
  /** A sentence that says what happened and what to do. */
  message: z.string(),
  /** A sentence for each wrong field of a form. */
  fields: z.record(z.string(), z.string()),
  /** Finds the log entry of what is our fault; null for all others. */
  reference: z.nullable(z.string()),
});
export type ActionError = Immutable<z.infer<typeof actionErrorSchema>>;

/** What a route answers to what it cannot do. */
export const apiErrorSchema = z.object({ error: actionErrorSchema });
