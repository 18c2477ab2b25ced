import type { OpenStreams } from './open-streams.ts';

/** Tells `listener` the id of each batch that changes, until the function that it returns is called. */
export type Subscribe = (listener: (batchId: string) => void) => () => void;

export interface EventStreamOptions {
  readonly subscribe: Subscribe;
  /** The batch that the stream is about; null for the list of all. */
  readonly batchId: string | null;
  /** Fires when the client goes away. */
  readonly signal: AbortSignal;
  readonly streams: OpenStreams;
}

/** Shows both ends that the connection lives, before proxies take it for dead (most after 30 to 60 s). */
const heartbeatMs = 15_000;

/** Changes that come in a rush go out together, one event a batch. */
const gatherMs = 200;

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that compresses would hold events back.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/**
 * Server-sent events: `batch` with `{"id": …}` for each batch that has changed, at once for what is there when the
 * stream opens (its id is null for a list), and `heartbeat`. Clients load what changed; nothing else is sent.
 */
export function openEventStream(options: EventStreamOptions): Response {
  let cleanUp = (): void => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      cleanUp = startEvents(controller, options);
    },
    cancel: () => cleanUp(),
  });
  return new Response(body, { headers });
}

/** Returns what ends the timers and subscriptions. */
function startEvents(controller: ReadableStreamDefaultController<Uint8Array>, options: EventStreamOptions): () => void {
  const encoder = new TextEncoder();
  const changed = new Set<string | null>([options.batchId]);
  let gathering: NodeJS.Timeout | undefined;
  const isRead = (): boolean => (controller.desiredSize ?? 0) > 0;
  const flush = (): void => {
    gathering = undefined;
    // A client that does not read gets its changes later, each batch once.
    if (changed.size === 0 || !isRead()) return;
    controller.enqueue(encoder.encode([...changed].map((id) => eventText('batch', { id })).join('')));
    changed.clear();
  };
  const unsubscribe = options.subscribe((batchId) => {
    changed.add(batchId);
    gathering ??= setTimeout(flush, gatherMs);
  });
  const beating = setInterval(() => {
    flush();
    if (isRead()) controller.enqueue(encoder.encode(eventText('heartbeat', {})));
  }, heartbeatMs);
  const ending = new AbortController();
  const release = options.streams.add(() => ending.abort());
  const cleanUp = (): void => {
    clearTimeout(gathering);
    clearInterval(beating);
    unsubscribe();
    release();
  };
  const end = (): void => {
    cleanUp();
    controller.close();
  };
  const ended = AbortSignal.any([options.signal, ending.signal]);
  flush();
  if (ended.aborted) end();
  else ended.addEventListener('abort', end, { once: true });
  return () => {
    ended.removeEventListener('abort', end);
    cleanUp();
  };
}

function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
