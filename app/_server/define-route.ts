import 'server-only';
import { answerRequest } from './answer-request.ts';
import type { PathParams, RouteQuery, RouteRead } from './answer-request.ts';
import { getContext } from './context.ts';
import { ourOrigins } from './our-origins.ts';
import { webLog } from './web-log.ts';

type RouteHandler = (request: Request, given: { readonly params: Promise<PathParams> }) => Promise<Response>;

/** Makes a GET handler, which Next also asks for HEAD, of a function that reads. */
export function defineRoute(read: RouteRead, query: RouteQuery = {}): RouteHandler {
  return (request, { params }) =>
    answerRequest({ request, params }, { read, query }, { origins: ourOrigins(), getContext, log: webLog });
}
