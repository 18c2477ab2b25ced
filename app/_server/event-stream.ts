import type { BatchWatch } from '#lib/batch/reads/watch-batches.ts';
import type { OpenStreams } from './open-streams.ts';
import { dataHeaders } from './security-headers.ts';

export interface EventStreamOptions extends BatchWatch {
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
  ...dataHeaders,
};

/**
 * Server-sent events: `batch` with `{"id": …}` for each batch that has changed (null where nobody knows which), at once
 * when the stream opens, `access` for a page that was made before its reader's role changed, and `heartbeat`;
 * `guardResponse` adds `access` where it ends the stream. Clients load what changed: nothing else is sent.
 */
export function openEventStream(options: EventStreamOptions): Response {
  let events: RunningEvents | null = null;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      events = startEvents(controller, options);
    },
    pull: () => events?.flush(),
    cancel: () => events?.cleanUp(),
  });
  return new Response(body, { headers });
}

interface RunningEvents {
  /** Sends what has changed, if the client takes it. */
  readonly flush: () => void;
  /** Ends timers and subscriptions. */
  readonly cleanUp: () => void;
}

function startEvents(
  controller: ReadableStreamDefaultController<Uint8Array>,
  options: EventStreamOptions,
): RunningEvents {
  const encoder = new TextEncoder();
  const changed = new Set<string | null>([options.batchId]);
  let gathering: NodeJS.Timeout | undefined;
  const isRead = (): boolean => (controller.desiredSize ?? 0) > 0;
  const flush = (): void => {
    // A client that does not read gets its changes later, each batch once.
    if (gathering !== undefined || changed.size === 0 || !isRead()) return;
    controller.enqueue(encoder.encode([...changed].map((id) => eventText('batch', { id })).join('')));
    changed.clear();
  };
  const unsubscribe = options.subscribe((batchId) => {
    changed.add(batchId);
    gathering ??= setTimeout(() => {
      gathering = undefined;
      flush();
    }, gatherMs);
  });
  const beating = setInterval(() => {
    if (isRead()) controller.enqueue(encoder.encode(eventText('heartbeat', {})));
  }, heartbeatMs);
  const stopping = new AbortController();
  const release = options.streams.add(() => stopping.abort());
  const ended = AbortSignal.any([options.signal, stopping.signal]);
  const end = (): void => {
    cleanUp();
    controller.close();
  };
  const cleanUp = (): void => {
    clearTimeout(gathering);
    clearInterval(beating);
    unsubscribe();
    release();
    ended.removeEventListener('abort', end);
  };
  // What was announced before the stream was open, nobody tells it again.
  if (options.isOutdated) controller.enqueue(encoder.encode(eventText('access', {})));
  flush();
  if (ended.aborted) end();
  else ended.addEventListener('abort', end, { once: true });
  return { flush, cleanUp };
}

function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
