import 'server-only';
import type { z } from 'zod';
import type { DoorVerb } from '#lib/verbs/define-door-verb.ts';
import { getDoor } from './context.ts';

/** Calls a verb of the door for whoever asks for the page. Only for those that give no cookies: a page can set none. */
export async function callDoor<S extends z.core.$ZodType, Value>(
  verb: DoorVerb<S, Value>,
  input: unknown,
): Promise<Value> {
  return (await verb(await getDoor(), input)).value;
}
