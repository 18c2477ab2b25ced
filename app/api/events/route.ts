import { getRuntime } from '#app/_server/context.ts';
import { defineRoute } from '#app/_server/define-route.ts';
import { openEventStream } from '#app/_server/event-stream.ts';
import { getOpenStreams } from '#app/_server/open-streams.ts';

/** Server-sent events about one batch (`?batch=<id>`), or about all (`?batch=list`). */
export const GET = defineRoute(async (_ctx, { request, input }) => {
  const { batch } = input;
  const batchId = typeof batch === 'string' && batch !== 'list' ? batch : null;
  const { changes } = await getRuntime();
  return openEventStream({
    subscribe: (listener) => changes.subscribe(batchId ?? '*', (id) => listener(id === '*' ? null : id)),
    batchId,
    signal: request.signal,
    streams: getOpenStreams(),
  });
});
