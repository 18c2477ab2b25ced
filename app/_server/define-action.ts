import 'server-only';
import { headers } from 'next/headers';
import type { ActionResult } from '#lib/shared/contract/action-result.ts';
import { getContext } from './context.ts';
import { ourOrigins } from './our-origins.ts';
import { runAction } from './run-action.ts';
import type { Verb } from './run-action.ts';
import { webLog } from './web-log.ts';

/**
 * Makes a server action of a verb. The action is a public endpoint: who calls it is checked here, what they send is
 * parsed by the verb. Nothing is revalidated, as no page is cached on the server: what moves lives in the queries
 * of the page, which asks again itself.
 */
export function defineAction<Input, Value>(verb: Verb<Input, Value>): (input: Input) => Promise<ActionResult<Value>> {
  return async (input) =>
    runAction({
      name: verb.name,
      verb,
      input,
      headers: await headers(),
      origins: ourOrigins(),
      getContext,
      log: webLog,
    });
}
