'use client';

import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { toast } from 'sonner';
import { ApiError } from '#components/live/fetch-json.ts';
import { ErrorState, SectionError } from '#components/ui/error-state.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { besidePanel } from '#components/ui/side-panel.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { tabParser } from '../batch-tabs.ts';
import { requestListParsers } from '../requests/request-list-query.ts';
import { useBatch } from '../use-batch.ts';
import { AnswerEndings } from './answer-endings.tsx';
import { BatchActionBar } from './batch-action-bar.tsx';
import { BatchGone } from './batch-gone.tsx';
import { BatchHeader } from './batch-header.tsx';
import { BatchPageSkeleton } from './batch-page-skeleton.tsx';
import { BatchTabList } from './batch-tab-list.tsx';
import { CancelDialog, RemoveDialog } from './end-dialogs.tsx';
import { IndexNotice } from './index-notice.tsx';
import { NeedsPerson } from './needs-person.tsx';
import { type PlannedRetry, planRetry } from './planned-retry.ts';
import { RemovedConnection } from './removed-connection.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { ScriptNotice } from './script-notice.tsx';

interface BatchPageProps {
  readonly batchId: string;
  readonly actions: BatchActions;
}

/** One batch: its state, what can be done, and four tabs. Follows by itself while anything moves. */
export function BatchPage({ batchId, actions }: BatchPageProps) {
  const { query, live } = useBatch(batchId);
  const batch = query.data;
  if (query.error instanceof ApiError && query.error.status === 404) return <BatchGone />;
  if (batch === undefined) {
    if (!query.isError) return <BatchPageSkeleton />;
    return (
      <ErrorState
        title="This batch could not be loaded"
        reassurance="What was sent and answered is safe; only this page is missing."
        onRetry={() => query.refetch()}
        isRetrying={query.isFetching}
        back={{ href: '/batches', label: 'All batches' }}
      >
        {query.error.message}
      </ErrorState>
    );
  }
  return (
    <LoadedBatch
      batch={batch}
      actions={actions}
      live={live}
      staleReason={query.isError ? query.error.message : null}
      onRefresh={() => query.refetch()}
    />
  );
}

interface LoadedBatchProps extends NoticesProps {
  readonly actions: BatchActions;
  readonly live: ReturnType<typeof useBatch>['live'];
}

function LoadedBatch({ batch, actions, live, ...notices }: LoadedBatchProps) {
  const [{ tab, request }, setState] = useQueryStates({ tab: tabParser, request: requestListParsers.request });
  const { count } = useFormat();
  const [retry, setRetry] = useState<PlannedRetry | null>(null);
  const [ending, setEnding] = useState<'cancel' | 'remove' | null>(null);
  const askRetry = (scope: RetryScope) => setRetry(planRetry(scope));
  const keep = () => setEnding(null);
  const isPanelOpen = tab === 'requests' && request !== null;
  return (
    <div data-panel-open={isPanelOpen || undefined} className={besidePanel}>
      <BatchHeader batch={batch} live={live} renameBatch={actions.renameBatch}>
        <BatchActionBar
          batch={batch}
          startBatch={actions.startBatch}
          onRetry={askRetry}
          onCancel={() => setEnding('cancel')}
          onRemove={() => setEnding('remove')}
        />
      </BatchHeader>
      <Notices batch={batch} {...notices} />
      {batch.isOfScript && <ScriptNotice />}
      <IndexNotice batch={batch} />
      <AnswerEndings batch={batch} />
      <NeedsPerson batch={batch} resolveJob={actions.resolveJob} tryNow={actions.tryNow} />
      <RemovedConnection batch={batch} chooseConnection={actions.chooseConnection} />
      <BatchTabList batch={batch} onRetry={askRetry} tryNow={actions.tryNow} />
      <RetryDialog
        batch={batch}
        retry={retry}
        onClose={() => setRetry(null)}
        onRetried={({ attempt, requests }) =>
          toast(`${count(requests, 'request')} sent as attempt ${attempt}`, {
            action: { label: 'Watch', onClick: () => void setState({ tab: 'overview', request: null }) },
          })
        }
        retryBatch={actions.retryBatch}
      />
      <CancelDialog batch={batch} isOpen={ending === 'cancel'} onClose={keep} cancelBatch={actions.cancelBatch} />
      <RemoveDialog batch={batch} isOpen={ending === 'remove'} onClose={keep} removeBatch={actions.removeBatch} />
    </div>
  );
}

interface NoticesProps {
  readonly batch: BatchView;
  /** Why the newest state is not here; null when it is. */
  readonly staleReason: string | null;
  readonly onRefresh: () => void;
}

function Notices({ batch, staleReason, onRefresh }: NoticesProps) {
  return (
    <>
      {staleReason !== null && (
        <SectionError title="The newest state could not be loaded." onRetry={onRefresh} className="mt-6">
          {staleReason}
        </SectionError>
      )}
      {batch.isRemoveRequested && (
        <Notice className="mt-6">
          <b>This batch is being deleted.</b> It will be deleted when its jobs have ended.
        </Notice>
      )}
    </>
  );
}
