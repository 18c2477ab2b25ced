import { composeRoute } from '#app/_server/define-route.ts';
import { streamDownload } from '#app/_server/stream-response.ts';
import { webLog } from '#app/_server/web-log.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { NotFoundError } from '#lib/errors.ts';
import { downloadKinds } from '#lib/shared/contract/download-kinds.ts';

/**
 * A file of the batch, such as `results.jsonl`; `lines` or `matching`, a filter, chooses some of its
 * requests, as JSON.
 */
export const GET = composeRoute(
  async (call, { params, input }) => {
    const kind = downloadKinds.find((known) => known === params['download']);
    if (kind === undefined) throw new NotFoundError('There is no such page or file.');
    return streamDownload(await call(openDownload, { ...input, kind }), webLog);
  },
  { json: ['lines', 'matching'] },
);
