import 'server-only';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import type { Verb } from '#lib/verbs/define-verb.ts';
import { answerRead, answerRequest } from './answer-request.ts';
import type { PathParams, RouteQuery, RouteRead, RouteRequest } from './answer-request.ts';
import { toReadApi, toSeePage } from './context-for.ts';
import { getContext, getPerson } from './context.ts';
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

/** What of a route is read for a person at a browser, whatever the workspace. */
interface PersonRead {
  readonly isAsked: (search: URLSearchParams) => boolean;
  readonly read: (person: PersonContext, route: RouteRequest) => Promise<unknown>;
}

/** The same of several verbs, or of one whose value is not sent as it is. */
export function composeRoute(read: RouteRead, query: RouteQuery = {}, ofPerson?: PersonRead): RouteHandler {
  return (request, { params }) => {
    const process = { origins: ourOrigins(), guard: guardContext, log: webLog };
    return ofPerson?.isAsked(new URL(request.url).searchParams) === true
      ? answerRead(
          { request, params },
          { read: ofPerson.read, query },
          { ...process, getContext: () => getPerson(toSeePage) },
        )
      : answerRequest(
          { request, params },
          { read, query },
          { ...process, getContext: (wanted) => getContext(toReadApi, wanted) },
        );
  };
}
