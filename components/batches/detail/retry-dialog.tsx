'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { createPageToken } from '#components/live/page-token.ts';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView, RetryPreview } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions, StartedAttempt } from '../batch-actions.ts';
import { retryPreviewOptions } from '../batch-queries.ts';
import { batchKeys } from '../queries.ts';
import { LoadingRetryPreview, RetryPreviewList } from './retry-preview-list.tsx';

/** One opening of the dialog: its token makes whatever it sends one attempt, however often it is sent. */
export interface PlannedRetry {
  readonly scope: RetryScope;
  readonly token: string;
}

export function planRetry(scope: RetryScope): PlannedRetry {
  return { scope, token: createPageToken() };
}

interface RetryDialogProps {
  readonly batch: BatchView;
  /** Null while the dialog is closed. */
  readonly retry: PlannedRetry | null;
  readonly onClose: () => void;
  /** The retry is under way. */
  readonly onRetried: (started: StartedAttempt) => void;
  readonly retryBatch: BatchActions['retryBatch'];
}

/** Lists what is sent and what is left out before anything is sent. */
export function RetryDialog({ retry, ...props }: RetryDialogProps) {
  const [shown, setShown] = useState(retry);
  if (retry !== null && retry !== shown) setShown(retry);
  return (
    <Dialog open={retry !== null} onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}>
      {shown !== null && <RetryContent key={shown.token} retry={shown} {...props} />}
    </Dialog>
  );
}

function RetryContent(props: RetryDialogProps & { readonly retry: PlannedRetry }) {
  const { batch, retry } = props;
  const format = useFormat();
  const confirm = useRef<HTMLButtonElement>(null);
  const preview = useQuery(retryPreviewOptions(batch.id, retry.scope, retry.token));
  const retrying = useRetry(props);
  const { data } = preview;
  const label = data === undefined ? 'Retry' : `Retry ${format.count(data.requests, 'request')}`;
  const send = () =>
    retrying.run({ batchId: batch.id, scope: retry.scope, token: retry.token, attemptsSeen: data?.attemptsSeen });
  return (
    <DialogContent
      title={label}
      description={data === undefined ? undefined : <WhatHappens batch={batch} scope={retry.scope} preview={data} />}
      initialFocus={confirm}
      footer={
        <DialogFooter>
          <DialogCloseButton />
          <Button
            ref={confirm}
            variant="primary"
            isPending={preview.isPending || retrying.isPending}
            disabled={data === undefined || data.requests === 0}
            onClick={send}
          >
            {label}
          </Button>
        </DialogFooter>
      }
    >
      {preview.isPending && <LoadingRetryPreview />}
      {preview.isError && (
        <SectionError title="What would be sent could not be reckoned." onRetry={() => preview.refetch()}>
          {preview.error.message}
        </SectionError>
      )}
      {data !== undefined && <RetryPreviewList batch={batch} scope={retry.scope} preview={data} />}
      {retrying.error !== null && (
        <p role="alert" className="mt-4 text-failed-text">
          {retrying.error.message}
        </p>
      )}
    </DialogContent>
  );
}

function useRetry({ retryBatch, onClose, onRetried }: RetryDialogProps) {
  const queryClient = useQueryClient();
  return useAction(retryBatch, {
    onSuccess: async (started) => {
      await queryClient.invalidateQueries({ queryKey: batchKeys.all });
      onClose();
      onRetried(started);
    },
  });
}

interface WhatHappensProps {
  readonly batch: BatchView;
  readonly scope: RetryScope;
  readonly preview: RetryPreview;
}

function WhatHappens({ batch, scope, preview }: WhatHappensProps) {
  const format = useFormat();
  const attempt = `${preview.requests === 1 ? 'It goes' : 'They go'} out as attempt ${preview.attemptsSeen + 1}.`;
  if (preview.requests === 0) return <>Nothing fits this choice any more.</>;
  if (scope.kind === 'all') {
    return (
      <>{attempt} Requests that have an answer already are answered and paid for again; the newer answer counts.</>
    );
  }
  if (batch.counts.succeeded === 0) return <>{attempt}</>;
  if (scope.kind === 'lines' || scope.kind === 'custom_ids') {
    return <>{attempt} Those that have an answer already are answered and paid for again; all other answers stay.</>;
  }
  return (
    <>
      {attempt} The {format.count(batch.counts.succeeded, 'answer')} you have stay as they are and are not paid for
      again.
    </>
  );
}
