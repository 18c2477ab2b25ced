import type { WantedWorkspace } from '#lib/contracts/accounts.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError } from '#lib/errors.ts';
import type { Logger } from '#lib/log.ts';
import { workspaceParam } from '#lib/shared/contract/page-workspace.ts';
import { type Call, callFor } from '#lib/verbs/call.ts';
import type { AccessGuard } from './access-guard.ts';
import { assertOurs } from './allowed-origins.ts';
import { mapError } from './error-map.ts';
import { guardResponse } from './guarded-body.ts';
import { dataHeaders } from './security-headers.ts';
import { wantedOf } from './wanted-workspace.ts';

/** What a route needs from its process. */
export interface RouteProcess<Ctx = Context> {
  readonly origins: ReadonlySet<string>;
  /** For whoever asks, in the workspace that the request is about. */
  readonly getContext: (wanted: WantedWorkspace) => Promise<Ctx>;
  /** Watches over what is answered for long, or asked for at length. */
  readonly guard: (ctx: Ctx) => Promise<AccessGuard>;
  readonly log: Logger;
}

/** Next gives none to a route without dynamic segments. */
export type PathParams = Readonly<Record<string, string | string[]>> | undefined;

export interface RouteRequest {
  readonly request: Request;
  readonly params: Readonly<Record<string, unknown>>;
  /** Params and query together, numbers as numbers: what verbs parse. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a route reads. A `Response` goes out as it is, anything else as JSON. */
export type RouteRead = (call: Call, route: RouteRequest) => Promise<unknown>;

/** How to read query parameters that are not plain text. The names under `numbers` count for path parameters too. */
export interface RouteQuery {
  readonly numbers?: readonly string[];
  /** Those that may come several times. */
  readonly lists?: readonly string[];
  readonly json?: readonly string[];
  readonly booleans?: readonly string[];
}

/** Answers GET and HEAD for whoever is in the workspace that it is about; see `answerRead`. */
export function answerRequest(
  given: ReadRequest,
  { read, query }: { readonly read: RouteRead; readonly query: RouteQuery },
  process: RouteProcess,
): Promise<Response> {
  return answerRead(given, { read: (ctx, route) => read(callFor(ctx), route), query }, process);
}

interface ReadRequest {
  readonly request: Request;
  readonly params: Promise<PathParams>;
}

/**
 * Answers GET and HEAD: checks that the request is for us, reads, and turns value or error into a response that no
 * cache keeps.
 */
export async function answerRead<Ctx>(
  given: ReadRequest,
  route: { readonly read: (ctx: Ctx, route: RouteRequest) => Promise<unknown>; readonly query: RouteQuery },
  process: RouteProcess<Ctx>,
): Promise<Response> {
  const { request } = given;
  const url = new URL(request.url);
  try {
    assertOurs(request.headers, process.origins);
    const params = (await given.params) ?? {};
    const input = { ...readQuery(url.searchParams, route.query), ...withNumbers(params, route.query.numbers ?? []) };
    const ctx = await process.getContext(wantedOf(url));
    const value = await route.read(ctx, { request, params, input });
    const response =
      value instanceof Response ? guardResponse(value, await process.guard(ctx)) : jsonResponse(value, 200);
    return await withoutBodyForHead(request, response);
  } catch (error) {
    return withoutBodyForHead(request, errorResponse(error, process.log, url.pathname));
  }
}

/** The answer of every route to what it cannot do. */
export function errorResponse(error: unknown, log: Logger, place: string): Response {
  const { status, code, message, fields, reference } = mapError(error, log, place);
  const response = jsonResponse({ error: { code, message, fields, reference } }, status);
  if (status === 401) response.headers.set('www-authenticate', 'Bearer');
  return response;
}

/**
 * Parameters without a value count as not given; the workspace is none of a verb's. Throws `InvalidInputError` for JSON
 * that is none.
 */
export function readQuery(search: URLSearchParams, query: RouteQuery): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of new Set(search.keys())) {
    if (name === workspaceParam) continue;
    const text = search.get(name) ?? '';
    if (query.lists?.includes(name) === true) values[name] = search.getAll(name);
    else if (text !== '') values[name] = query.json?.includes(name) === true ? parseJson(name, text) : text;
  }
  for (const name of query.booleans ?? []) {
    if (values[name] === 'true' || values[name] === 'false') values[name] = values[name] === 'true';
  }
  return withNumbers(values, query.numbers ?? []);
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `The query parameter ${name} is not JSON.`;
    throw new InvalidInputError(message, { [name]: message }, { cause: error });
  }
}

/** What is no number stays text, so that the verb says what is wrong with it. */
function withNumbers(values: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  const convert = (name: string, value: unknown): unknown =>
    names.includes(name) && typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, convert(name, value)]));
}

export function jsonResponse(value: unknown, status: number): Response {
  return Response.json(value, {
    status,
    headers: { 'cache-control': 'no-store', ...dataHeaders },
  });
}

/** Next asks GET handlers for HEAD too: nobody would read the body, so it is ended. */
export async function withoutBodyForHead(request: Request, response: Response): Promise<Response> {
  if (request.method !== 'HEAD') return response;
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}
