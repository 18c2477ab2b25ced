'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { StartedAttempt } from '#lib/batch/commands/begin-attempt.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { retryPreviewOptions } from '../batch-queries.ts';
import { batchKeys } from '../queries.ts';
import { type PlannedRetry, retryInputOf } from './planned-retry.ts';
import { LoadingRetryPreview, RetryPreviewList } from './retry-preview-list.tsx';
import { whatRetryDoes } from './retry-words.ts';

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

type OpenRetryProps = RetryDialogProps & { readonly retry: PlannedRetry };

function RetryContent(props: OpenRetryProps) {
  const { batch, retry } = props;
  const format = useFormat();
  const confirm = useRef<HTMLButtonElement>(null);
  const preview = useQuery(retryPreviewOptions(batch.id, retry.scope, retry.token));
  const retrying = useRetry(props);
  const { data } = preview;
  const label = data === undefined ? 'Retry' : `Retry ${format.count(data.requests, 'request')}`;
  const send = () => (data === undefined ? undefined : retrying.run(retryInputOf(batch.id, retry, data)));
  return (
    <DialogContent
      title={label}
      description={data === undefined ? undefined : whatRetryDoes(data, format.number)}
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
        <SectionError title="Could not work out what will be sent." onRetry={() => preview.refetch()}>
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

/** What was refused is shown as it is now, below the reason. */
function useRetry({ batch, retry, retryBatch, onClose, onRetried }: OpenRetryProps) {
  const queryClient = useQueryClient();
  return useAction(retryBatch, {
    onError: ({ code }) => {
      if (code === 'unreachable') return;
      const { queryKey } = retryPreviewOptions(batch.id, retry.scope, retry.token);
      void queryClient.invalidateQueries({ queryKey });
      void queryClient.invalidateQueries({ queryKey: batchKeys.detail(batch.id) });
    },
    onSuccess: async (started) => {
      await queryClient.invalidateQueries({ queryKey: batchKeys.all });
      onClose();
      onRetried(started);
    },
  });
}
