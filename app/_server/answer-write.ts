import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { InvalidInputError } from '#lib/errors.ts';
import { idempotencyKey } from '#lib/shared/contract/api-inputs.ts';
import { workspaceParam } from '#lib/shared/contract/page-workspace.ts';
import { type Call, callFor } from '#lib/verbs/call.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';
import { noGuard } from './access-guard.ts';
import { assertOurs, assertSameSite } from './allowed-origins.ts';
import { errorResponse, jsonResponse, type PathParams, type RouteProcess } from './answer-request.ts';
import { guardRequest, withGuard } from './guarded-body.ts';
import { readJsonBody } from './read-json-body.ts';
import { wantedOf } from './wanted-workspace.ts';

export interface WriteRequest {
  readonly request: Request;
  readonly params: Readonly<Record<string, unknown>>;
  /** The `Idempotency-Key`; null without one. */
  readonly key: string | null;
  /** Of the attempt that this call makes: for one address the same with the same key, else a new one. */
  readonly token: string;
  /** Throws `InvalidInputError` for what is no JSON, or does not fit. */
  readonly readBody: <S extends z.core.$ZodType>(schema: S) => Promise<z.output<S>>;
}

/** What a route changes. Its value goes out as JSON. */
export type RouteWrite = (call: Call, write: WriteRequest) => Promise<unknown>;

/**
 * Answers POST: checks that the request is for us and asked for by us, changes, and answers with the value or the
 * error.
 */
export async function answerWrite(
  given: { readonly request: Request; readonly params: Promise<PathParams> },
  route: { readonly write: RouteWrite; readonly status: 200 | 201 },
  process: RouteProcess,
): Promise<Response> {
  const url = new URL(given.request.url);
  const { pathname } = url;
  let guard = noGuard;
  try {
    assertOurs(given.request.headers, process.origins);
    assertSameSite(given.request.headers);
    const key = readKey(given.request.headers);
    const ctx = await process.getContext(wantedOf(url));
    guard = await process.guard(ctx);
    const request = guardRequest(given.request, guard);
    const call = callFor(withGuard(ctx, guard));
    const value = await route.write(call, {
      request,
      params: (await given.params) ?? {},
      key,
      token: key === null ? randomUUID() : tokenOf(pathname, key),
      readBody: (schema) => readJsonBody(withPlainBody(request), schema),
    });
    return jsonResponse(value, route.status);
  } catch (error) {
    return errorResponse(guard.signal.aborted ? guard.signal.reason : error, process.log, pathname);
  } finally {
    guard.release();
  }
}

function readKey(headers: Headers): string | null {
  const given = headers.get('idempotency-key');
  return given === null ? null : parseInput(idempotencyKey, given);
}

/** The address holds the batch and what is done to it, so a key that is used for two things is two keys. */
function tokenOf(pathname: string, key: string): string {
  return `ik_${createHash('sha256').update(`${pathname}\n${key}`).digest('hex').slice(0, 40)}`;
}

/**
 * Throws `InvalidInputError` for a body that is packed, whose bytes would be read as what they are not, and for a
 * query.
 */
function withPlainBody(request: Request): Request {
  assertNotPacked(request.headers);
  if (fieldsOf(request).size > 0)
    throw new InvalidInputError('Nothing is read from the query here. Send it as JSON in the body.');
  return request;
}

/** What the query says besides the workspace. */
export function fieldsOf({ url }: Pick<Request, 'url'>): URLSearchParams {
  const { searchParams } = new URL(url);
  searchParams.delete(workspaceParam);
  return searchParams;
}

export function assertNotPacked(headers: Headers): void {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '')
    throw new InvalidInputError('The body has a Content-Encoding. Send it as it is, not packed.');
}
