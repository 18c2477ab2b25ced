import 'server-only';
import { headers } from 'next/headers';
import type { z } from 'zod';
import type { ActionResult } from '#lib/shared/contract/action-result.ts';
import type { DoorVerb } from '#lib/verbs/define-door-verb.ts';
import { assertOurs, assertSameSite } from './allowed-origins.ts';
import { getDoor } from './context.ts';
import { mapError } from './error-map.ts';
import { ourOrigins } from './our-origins.ts';
import { setCookiesOf } from './set-cookies.ts';
import { webLog } from './web-log.ts';

/** Makes a server action of a verb of the door: anybody may call it, from a page of ours. */
export function defineDoorAction<S extends z.core.$ZodType, Value>(
  verb: DoorVerb<S, Value>,
): (input: z.input<S>) => Promise<ActionResult<Value>> {
  return async (input) => {
    try {
      const given = await headers();
      assertOurs(given, ourOrigins());
      assertSameSite(given);
      const { value, setCookies } = await verb(await getDoor(), input);
      await setCookiesOf(setCookies);
      return { ok: true, value };
    } catch (error) {
      const { code, message, fields, reference } = mapError(error, webLog, verb.name);
      return { ok: false, error: { code, message, fields, reference } };
    }
  };
}
