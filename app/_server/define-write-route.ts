import 'server-only';
import type { PathParams } from './answer-request.ts';
import { answerWrite, type RouteWrite } from './answer-write.ts';
import { toChangeByApi } from './context-for.ts';
import { getContext } from './context.ts';
import { guardContext } from './guard-context.ts';
import { ourOrigins } from './our-origins.ts';
import { webLog } from './web-log.ts';

type RouteHandler = (request: Request, given: { readonly params: Promise<PathParams> }) => Promise<Response>;

/**
 * Makes a POST handler that changes something by verbs, the only maker of such. The proxy lets the API pass, so who
 * asks is checked here, as for an action.
 */
export function defineWriteRoute(write: RouteWrite, status: 200 | 201 = 200): RouteHandler {
  return (request, { params }) =>
    answerWrite(
      { request, params },
      { write, status },
      {
        origins: ourOrigins(),
        getContext: (wanted) => getContext(toChangeByApi, wanted),
        guard: guardContext,
        log: webLog,
      },
    );
}
