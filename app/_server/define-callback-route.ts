import 'server-only';
import type { z } from 'zod';
import type { DoorVerb } from '#lib/verbs/define-door-verb.ts';
import { assertOurs } from './allowed-origins.ts';
import { getDoor } from './context.ts';
import { mapError } from './error-map.ts';
import { ourOrigins } from './our-origins.ts';
import { pageHeaders } from './security-headers.ts';
import { setCookiesOf } from './set-cookies.ts';
import { webLog } from './web-log.ts';

/**
 * Makes the route of a verb of the door to which another site sends the browser: its input is the query, its value the
 * path that the browser goes on to. That it was one of our pages that began it, the verb finds out itself.
 */
export function defineCallbackRoute<S extends z.core.$ZodType>(
  verb: DoorVerb<S, string>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      assertOurs(request.headers, ourOrigins());
      const query = Object.fromEntries(new URL(request.url).searchParams);
      const { value: path, setCookies } = await verb(await getDoor(), query);
      await setCookiesOf(setCookies);
      return new Response(null, { status: 303, headers: { ...pageHeaders, location: path } });
    } catch (error) {
      const { status, message } = mapError(error, webLog, verb.name);
      return new Response(`${message}\n`, {
        status,
        headers: { 'content-type': 'text/plain; charset=utf-8', ...pageHeaders },
      });
    }
  };
}
