import type { z } from 'zod';
import type { Context } from '#lib/contracts/context.ts';
import type { Verb } from './define-verb.ts';

/** Calls verbs for whoever it was made for. All that a route or a page gets: there is no way to data around it. */
export type Call = <S extends z.core.$ZodType, Value>(verb: Verb<S, Value>, input?: unknown) => Promise<Value>;

export function callFor(ctx: Context): Call {
  return (verb, input) => verb(ctx, input);
}
