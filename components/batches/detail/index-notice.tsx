import { DatabaseZap } from 'lucide-react';
import { Notice } from '#components/ui/notice.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { refreshText } from '#lib/shared/words/refresh-texts.ts';

const icon = <DatabaseZap aria-hidden className="size-4 text-ink-3" />;

/** Says that counts, lists and causes are not to be trusted yet, and what puts that right. */
export function IndexNotice({ batch }: { readonly batch: BatchView }) {
  if (batch.isRefreshDue)
    return (
      <Notice icon={icon} className="mt-6">
        {refreshText({ isHeld: batch.hold !== null })}
      </Notice>
    );
  if (!batch.isIndexWrong) return null;
  return (
    <Notice icon={icon} className="mt-6">
      The list of requests does not agree with the stored results, so some rows and causes may be wrong. Downloads are
      not affected. Run <code className="font-mono text-xs">npm run db:rebuild-index -- {batch.id}</code> on the server.
    </Notice>
  );
}
