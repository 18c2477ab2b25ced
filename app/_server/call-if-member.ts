import 'server-only';
import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import type { Verb } from '#lib/verbs/define-verb.ts';
import { call } from './call.ts';

/** Calls a verb without input for the person who asks for the page; null for somebody who is in no workspace. */
export async function callIfMember<Value>(verb: Verb<z.core.$ZodType, Value>): Promise<Value | null> {
  try {
    return await call(verb);
  } catch (error) {
    if (AppError.is(error) && error.code === 'not_found') return null;
    throw error;
  }
}
