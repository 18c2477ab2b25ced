import 'server-only';
import type { Call } from '#lib/verbs/call.ts';
import { toSeePage } from './context-for.ts';
import { getContext } from './context.ts';

/** Calls a verb for the person who asks for the page. */
export const call: Call = async (verb, input) => verb(await getContext(toSeePage), input);
