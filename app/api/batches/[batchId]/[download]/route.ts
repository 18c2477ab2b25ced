import { defineRoute } from '#app/_server/define-route.ts';
import { streamDownload } from '#app/_server/stream-response.ts';
import { webLog } from '#app/_server/web-log.ts';
import { openDownload } from '#lib/batch/open-download.ts';

/** A file of the batch, such as `results.jsonl`; `lines` chooses some of its requests, as JSON. */
export const GET = defineRoute(
  async (ctx, { params, input }) => {
    const download = await openDownload(ctx, { ...input, kind: params['download'] });
    return streamDownload(download, webLog);
  },
  { json: ['lines'] },
);
