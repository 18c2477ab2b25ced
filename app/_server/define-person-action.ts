import 'server-only';
import { headers } from 'next/headers';
import type { z } from 'zod';
import type { ActionResult } from '#lib/shared/contract/action-result.ts';
import type { PersonVerb } from '#lib/verbs/define-person-verb.ts';
import { toChangeFromPage } from './context-for.ts';
import { getPerson } from './context.ts';
import { ourOrigins } from './our-origins.ts';
import { runAction } from './run-action.ts';
import { webLog } from './web-log.ts';

/** Makes a server action of a verb for a person, as `defineAction` does of one for a member of a workspace. */
export function definePersonAction<S extends z.core.$ZodType, Value>(
  verb: PersonVerb<S, Value>,
): (input: z.input<S>) => Promise<ActionResult<Value>> {
  return async (input) =>
    runAction({
      verb,
      input,
      headers: await headers(),
      origins: ourOrigins(),
      getContext: () => getPerson(toChangeFromPage),
      log: webLog,
    });
}
