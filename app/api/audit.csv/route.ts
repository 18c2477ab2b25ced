import { composeRoute } from '#app/_server/define-route.ts';
import { streamDownload } from '#app/_server/stream-response.ts';
import { webLog } from '#app/_server/web-log.ts';
import { exportAudit } from '#lib/audit/export-audit.ts';
import { exportInstallationAudit } from '#lib/audit/export-installation-audit.ts';

const contentType = 'text/csv; charset=utf-8';

/** The audit log as a CSV file, by the same filters as its page: `log`, `person`, `verb`, `thing`, `from`, `to`. */
export const GET = composeRoute(
  async (call, { input }) => streamDownload({ ...(await call(exportAudit, input)), contentType }, webLog),
  {},
  {
    isAsked: (search) => search.get('log') === 'installation',
    read: async (person, { input }) =>
      streamDownload({ ...(await exportInstallationAudit(person, input)), contentType }, webLog),
  },
);
