import { DatabaseZap } from 'lucide-react';
import { Notice } from '#components/ui/notice.tsx';

/** Says that lists and causes are not to be trusted, and what puts that right. */
export function IndexNotice({ batchId }: { readonly batchId: string }) {
  return (
    <Notice icon={<DatabaseZap aria-hidden className="size-4 text-ink-3" />} className="mt-6">
      The list of requests does not agree with the stored results, so some rows and causes may be wrong. Downloads are
      not affected. Run <code className="font-mono text-xs">npm run db:rebuild-index -- {batchId}</code> on the server.
    </Notice>
  );
}
