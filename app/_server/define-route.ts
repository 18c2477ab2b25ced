import 'server-only';
import type { Verb } from '#lib/verbs/define-verb.ts';
import { answerRequest } from './answer-request.ts';
import type { PathParams, RouteQuery, RouteRead } from './answer-request.ts';
import { toReadApi } from './context-for.ts';
import { getContext } from './context.ts';
import { guardContext } from './guard-context.ts';
import { ourOrigins } from './our-origins.ts';
import { webLog } from './web-log.ts';

type RouteHandler = (request: Request, given: { readonly params: Promise<PathParams> }) => Promise<Response>;

/**
 * Makes a GET handler of a verb that reads: path and query are its input, its value is the answer. Next asks
 * it for HEAD too.
 */
export function defineRoute(verb: Verb, query: RouteQuery = {}): RouteHandler {
  return composeRoute((call, { input }) => call(verb, input), query);
}

/** The same of several verbs, or of one whose value is not sent as it is. */
export function composeRoute(read: RouteRead, query: RouteQuery = {}): RouteHandler {
  return (request, { params }) =>
    answerRequest(
      { request, params },
      { read, query },
      {
        origins: ourOrigins(),
        getContext: (wanted) => getContext(toReadApi, wanted),
        guard: guardContext,
        log: webLog,
      },
    );
}
