import type { Context } from '#lib/contracts/context.ts';
import type { AccessGuard } from './access-guard.ts';

/** Tells the page that it should ask again, as what it may see has changed. */
const accessEvent = new TextEncoder().encode('event: access\ndata: {}\n\n');

/**
 * The response, whose body ends when the guard says so: a download breaks off, so that no browser takes it for whole,
 * and an event stream says why it ends.
 */
export function guardResponse(response: Response, guard: AccessGuard): Response {
  if (response.body === null) {
    guard.release();
    return response;
  }
  const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const body = guardStream(response.body, guard, (controller) => {
    if (!isEvents) return controller.error(guard.signal.reason);
    controller.enqueue(accessEvent);
    return controller.close();
  });
  return new Response(body, { status: response.status, headers: response.headers });
}

/** The request, whose body breaks off when the guard says so. Whoever is done with it releases the guard. */
export function guardRequest(request: Request, guard: AccessGuard): Request {
  const { url, method, headers } = request;
  const signal = AbortSignal.any([request.signal, guard.signal]);
  // Made of its parts: what Next hands to a route stands for a request, and cannot be copied as one.
  if (request.body === null) return new Request(url, { method, headers, signal });
  const body = guardStream(request.body, { ...guard, release: () => {} }, (controller) =>
    controller.error(guard.signal.reason),
  );
  // Node asks for `duplex` with a body that is a stream; the types here are the browser's, which do not know it.
  const parts = { method, headers, body, signal, duplex: 'half' };
  return new Request(url, parts);
}

/** The context, in which what is under way stops when the guard says so. */
export function withGuard(ctx: Context, guard: AccessGuard): Context {
  return { ...ctx, signal: AbortSignal.any([ctx.signal, guard.signal]) };
}

function guardStream(
  source: ReadableStream<Uint8Array>,
  { signal, release }: AccessGuard,
  end: (controller: ReadableStreamDefaultController<Uint8Array>) => void,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const finish = (): void => {
    signal.removeEventListener('abort', onAbort);
    release();
  };
  let onAbort = (): void => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        onAbort = () => {
          finish();
          end(controller);
          // Nobody reads it any more; what it fails with then is nobody's concern.
          reader.cancel(signal.reason).catch(() => undefined);
        };
        if (signal.aborted) onAbort();
        else signal.addEventListener('abort', onAbort, { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (signal.aborted) return;
          if (!done) return controller.enqueue(value);
          finish();
          return controller.close();
        } catch (error) {
          if (signal.aborted) return;
          finish();
          throw error;
        }
      },
      async cancel(reason) {
        finish();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
