import { composeRoute } from '#app/_server/define-route.ts';
import { streamDownload } from '#app/_server/stream-response.ts';
import { webLog } from '#app/_server/web-log.ts';
import { openRequestPart } from '#lib/batch/downloads/open-request-part.ts';
import { NotFoundError } from '#lib/errors.ts';
import { requestParts } from '#lib/shared/contract/batch-queries.ts';

/** One request or answer, whole, such as `answer.txt`; `attempt` chooses an answer that no longer counts. */
export const GET = composeRoute(
  async (call, { params, input }) => {
    const part = requestParts.find((known) => known === params['part']);
    if (part === undefined) throw new NotFoundError('There is no such page or file.');
    return streamDownload(await call(openRequestPart, { ...input, part }), webLog);
  },
  { numbers: ['line', 'attempt'] },
);
