'use client';

import { useQueryStates } from 'nuqs';
import { useFormat } from '#components/ui/reader.tsx';
import { Tab, Tabs, TabsList, TabsPanel } from '#components/ui/tabs.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView, Cause } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchTabs, tabParser } from '../batch-tabs.ts';
import { DownloadsTab } from '../downloads/downloads-tab.tsx';
import { FailuresTab } from '../failures/failures-tab.tsx';
import { noFilters, requestListParsers } from '../requests/request-list-query.ts';
import { RequestsTab } from '../requests/requests-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';

interface BatchTabListProps {
  readonly batch: BatchView;
  readonly onRetry: (scope: RetryScope) => void;
  readonly tryNow: BatchActions['tryNow'];
}

/** The four tabs; which one is open stands in the address. */
export function BatchTabList({ batch, onRetry, tryNow }: BatchTabListProps) {
  const format = useFormat();
  const [{ tab }, setState] = useQueryStates({ tab: tabParser, ...requestListParsers }, { history: 'push' });
  const { total, failed, missing, notAnswered } = batch.counts;
  const unsuccessful = failed + missing + notAnswered;
  const showRequests = (cause: Cause) =>
    void setState({ ...noFilters, ids: [], after: [], request: null, tab: 'requests', cause: cause.id });
  return (
    <Tabs
      value={tab}
      onValueChange={(next: unknown) => {
        const chosen = batchTabs.find((each) => each === next);
        if (chosen !== undefined) void setState({ tab: chosen, request: null });
      }}
    >
      <TabsList className="mt-[30px] max-md:mt-6">
        <Tab value="overview">Overview</Tab>
        <Tab value="failures" count={unsuccessful > 0 ? format.number(unsuccessful) : undefined}>
          Failures
        </Tab>
        <Tab value="requests" count={total > 0 ? format.number(total) : undefined}>
          Requests
        </Tab>
        <Tab value="downloads">Downloads</Tab>
      </TabsList>
      <TabsPanel value="overview">
        <OverviewTab batch={batch} tryNow={tryNow} onShowFailures={() => void setState({ tab: 'failures' })} />
      </TabsPanel>
      <TabsPanel value="failures">
        <FailuresTab batch={batch} onShowRequests={showRequests} onRetry={onRetry} />
      </TabsPanel>
      <TabsPanel value="requests">
        <RequestsTab batch={batch} onRetry={onRetry} />
      </TabsPanel>
      <TabsPanel value="downloads">
        <DownloadsTab batch={batch} />
      </TabsPanel>
    </Tabs>
  );
}
