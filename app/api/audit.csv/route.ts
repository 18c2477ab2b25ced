import { composeRoute } from '#app/_server/define-route.ts';
import { streamDownload } from '#app/_server/stream-response.ts';
import { webLog } from '#app/_server/web-log.ts';
import { exportAudit } from '#lib/audit/export-audit.ts';

/** The audit log as a CSV file, by the same filters as its page: `log`, `person`, `verb`, `thing`, `from`, `to`. */
export const GET = composeRoute(async (call, { input }) => {
  const file = await call(exportAudit, input);
  return streamDownload({ ...file, contentType: 'text/csv; charset=utf-8' }, webLog);
});
