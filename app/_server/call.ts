import 'server-only';
import type { Call } from '#lib/verbs/call.ts';
import { getPageContext } from './context.ts';

/** Calls a verb for the person who asks for the page. */
export const call: Call = async (verb, input) => verb(await getPageContext(), input);
