import 'server-only';
import { headers } from 'next/headers';
import type { z } from 'zod';
import type { ActionResult } from '#lib/shared/contract/action-result.ts';
import type { PageScope } from '#lib/shared/contract/page-workspace.ts';
import type { Verb } from '#lib/verbs/define-verb.ts';
import { toChangeFromPage } from './context-for.ts';
import { getContext } from './context.ts';
import { ourOrigins } from './our-origins.ts';
import { runAction } from './run-action.ts';
import { wantedOfAction } from './wanted-workspace.ts';
import { webLog } from './web-log.ts';

/**
 * Makes a server action of a verb. The action is a public endpoint: who calls it is checked here, what they send is
 * parsed by the verb. Nothing is revalidated, as no page is cached on the server: what moves lives in the queries
 * of the page, which asks again itself.
 */
export function defineAction<S extends z.core.$ZodType, Value>(
  verb: Verb<S, Value>,
): (input: z.input<S>, scope?: PageScope) => Promise<ActionResult<Value>> {
  return async (input, scope) => {
    const given = await headers();
    return runAction({
      verb,
      input,
      headers: given,
      origins: ourOrigins(),
      getContext: async () => getContext(toChangeFromPage, wantedOfAction(scope, given)),
      log: webLog,
    });
  };
}
