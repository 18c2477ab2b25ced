import 'server-only';
import { notFound } from 'next/navigation';
import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import type { PersonVerb } from '#lib/verbs/define-person-verb.ts';
import { toSeePage } from './context-for.ts';
import { getPerson } from './context.ts';

/**
 * Calls a verb for the person who asks for the page, which is not there for those who may not, or where nobody signs
 * in.
 */
export async function callAsPerson<S extends z.core.$ZodType, Value>(
  verb: PersonVerb<S, Value>,
  input?: unknown,
): Promise<Value> {
  try {
    return await verb(await getPerson(toSeePage), input);
  } catch (error) {
    if (AppError.is(error) && (error.code === 'not_found' || error.code === 'forbidden')) notFound();
    throw error;
  }
}
