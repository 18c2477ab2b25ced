import { composeRoute } from '#app/_server/define-route.ts';
import { openEventStream } from '#app/_server/event-stream.ts';
import { getOpenStreams } from '#app/_server/open-streams.ts';
import { watchBatches } from '#lib/batch/reads/watch-batches.ts';

/** Server-sent events about one batch (`?batch=<id>`), or about all (`?batch=list`). */
export const GET = composeRoute(async (call, { request, input: { batch, access } }) => {
  const watch = await call(watchBatches, { batchId: batch === 'list' ? undefined : batch, access });
  return openEventStream({ ...watch, signal: request.signal, streams: getOpenStreams() });
});
