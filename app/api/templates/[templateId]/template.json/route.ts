import { composeRoute } from '#app/_server/define-route.ts';
import { streamDownload } from '#app/_server/stream-response.ts';
import { webLog } from '#app/_server/web-log.ts';
import { exportTemplate } from '#lib/templates/export-template.ts';

/** A version of a template as a file that can be imported, the newest by default. */
export const GET = composeRoute(
  async (call, { input }) => {
    const file = await call(exportTemplate, input);
    return streamDownload({ ...file, contentType: 'application/json' }, webLog);
  },
  { numbers: ['version'] },
);
