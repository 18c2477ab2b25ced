import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#lib/log.ts';
import { ApiFailure } from './api-failure.ts';
import { assertFromThisMachine, authorize } from './authorize.ts';
import type { CallLog } from './call-log.ts';
import { performControl } from './control-api.ts';
import type { Fault, Faults } from './faults.ts';
import { matchRoute } from './operations.ts';
import { perform, type Call, type Services } from './perform.ts';
import { errorReply, type Reply } from './replies.ts';
import { sendReply } from './send-reply.ts';

export interface HandlerOptions {
  readonly services: Services;
  readonly log: Logger;
  /** The only key that is accepted; null accepts any. */
  readonly key: string | null;
  /** Null: nobody may set faults, and calls are not recorded. */
  readonly control: { readonly faults: Faults; readonly calls: CallLog } | null;
}

/** Answers one HTTP request. Never rejects: what goes wrong inside is logged and answered as OpenAI's 500. */
export async function handleCall(
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  const requestId = `req_${randomBytes(16).toString('hex')}`;
  try {
    const { reply, fault } = await answer(options, request, requestId);
    if (reply === null) {
      response.destroy();
      return;
    }
    response.setHeaders(commonHeaders(requestId, performance.now() - startedAt));
    await sendReply(response, reply, fault);
  } catch (error) {
    // A client that goes away in the middle is everyday life.
    if (!response.destroyed) options.log.error('sandbox answer failed', { path: request.url }, error);
    response.destroy();
  }
}

interface Answer {
  /** Null: the connection is broken instead. */
  readonly reply: Reply | null;
  readonly fault: Fault | null;
}

async function answer(options: HandlerOptions, request: IncomingMessage, requestId: string): Promise<Answer> {
  const { control, services } = options;
  const method = request.method ?? 'GET';
  const { pathname: path, searchParams: query } =
    URL.parse(request.url ?? '/', 'http://sandbox') ?? new URL('http://sandbox');
  const stranger = await orErrorReply(options, () => {
    assertFromThisMachine(request.headers);
    return null;
  });
  if (stranger !== null) return { reply: stranger, fault: null };
  if (control !== null) {
    const work = (): Promise<Reply | null> => performControl(request, path, control.faults, control.calls);
    const reply = await orErrorReply(options, work);
    if (reply !== null) return { reply, fault: null };
  }
  const match = matchRoute(method, path);
  if (match.kind !== 'operation') return { reply: refuseRoute(match.kind, method, path), fault: null };

  const { operation, id } = match;
  const fault = control?.faults.take(operation) ?? null;
  const reply = await suffer(fault, () =>
    orErrorReply(options, () => {
      authorize(request.headers.authorization, options.key);
      const call: Call = { operation, id, query, request, fault };
      return perform(services, call);
    }),
  );
  const statusCode = reply === null ? null : reply.kind === 'json' ? reply.statusCode : 200;
  const at = services.clock.now().toISOString();
  control?.calls.add({ at, operation, method, path, statusCode, fault: fault?.kind ?? null, requestId });
  return { reply, fault };
}

/** Does the work as far as the fault lets it. Null means that the connection breaks. */
async function suffer(fault: Fault | null, work: () => Promise<Reply>): Promise<Reply | null> {
  switch (fault?.kind) {
    case 'drop_before':
      return null;
    case 'drop_after':
      await work();
      return null;
    case 'error_before':
      return serverError(fault.statusCode);
    case 'error_after':
      await work();
      return serverError(fault.statusCode);
    case 'rate_limit':
      return rateLimited(fault.retryAfterSeconds, fault.quota);
    case 'html':
      return htmlPage(fault.statusCode);
    case 'slow':
      await sleep(fault.delayMs);
      return work();
    default:
      return work();
  }
}

async function orErrorReply<Made extends Reply | null>(
  options: HandlerOptions,
  work: () => Promise<Made> | Made,
): Promise<Made | Reply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiFailure) return errorReply(error.statusCode, error.wireError);
    options.log.error('sandbox call failed', {}, error);
    return serverError(500);
  }
}

function refuseRoute(kind: 'wrong_method' | 'unknown', method: string, path: string): Reply {
  const isKnown = kind === 'wrong_method';
  const message = isKnown ? `Not allowed to ${method} on ${path}.` : `Invalid URL (${method} ${path})`;
  const failure = new ApiFailure(isKnown ? 405 : 404, message);
  return errorReply(failure.statusCode, failure.wireError);
}

function serverError(statusCode: number): Reply {
  const message = 'The server had an error while processing your request. Sorry about that!';
  return errorReply(statusCode, { message, type: 'server_error', param: null, code: null });
}

function rateLimited(retryAfterSeconds: number | null, quota: boolean): Reply {
  const error = quota
    ? {
        message:
          'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      }
    : {
        message: 'Rate limit reached for requests. Please try again later.',
        type: 'requests',
        param: null,
        code: 'rate_limit_exceeded',
      };
  return errorReply(429, error, retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) });
}

function htmlPage(statusCode: number): Reply {
  const text = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>';
  return { kind: 'json', statusCode, text, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

function commonHeaders(requestId: string, tookMs: number): Headers {
  return new Headers({
    'openai-organization': 'org-sandbox',
    'openai-processing-ms': String(Math.round(tookMs)),
    'openai-version': '2020-10-01',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  });
}
