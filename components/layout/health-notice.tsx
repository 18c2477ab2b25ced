'use client';

import { queryOptions, useQuery } from '@tanstack/react-query';
import { fetchJson } from '#components/live/fetch-json.ts';
import { Notice } from '#components/ui/notice.tsx';
import { healthReportSchema } from '#lib/shared/contract/health.ts';
import { healthNotices } from '#lib/shared/words/health-notices.ts';

/** One short question to the database; a tab that nobody sees asks nothing. */
const healthOptions = queryOptions({
  queryKey: ['health'],
  // As 200 whatever it says: an answer that a page can use is no failed call.
  queryFn: ({ signal }) => fetchJson('/api/health?failing=200', healthReportSchema, signal),
  refetchInterval: 30_000,
});

/**
 * Says on every page that nothing can be saved, that no worker runs, or that a disk is nearly full; without a
 * fault nothing.
 */
export function HealthNotice() {
  const { data } = useQuery(healthOptions);
  const notices = data === undefined ? [] : healthNotices(data);
  return (
    <div aria-live="polite">
      {notices.length > 0 && (
        <Notice tone="attention" className="mb-6">
          {notices.map((notice) => (
            <p key={notice}>{notice}</p>
          ))}
        </Notice>
      )}
    </div>
  );
}
