'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { createPageToken } from '#components/live/page-token.ts';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys } from '../queries.ts';
import { seenOf, startLabel } from '../start-label.ts';

interface StartButtonProps {
  readonly batch: BatchView;
  readonly startBatch: BatchActions['startBatch'];
}

/** Starts a draft as it was set up; bad lines are left out, as the page says beside it. */
export function StartButton({ batch, startBatch }: StartButtonProps) {
  const format = useFormat();
  const queryClient = useQueryClient();
  const [token] = useState(createPageToken);
  const starting = useAction(startBatch, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: batchKeys.all }),
    onError: (error) => toast.error(error.message),
  });
  const requests = batch.check?.requests ?? 0;
  return (
    <Button
      variant="primary"
      isPending={starting.isPending}
      onClick={() => starting.run({ batchId: batch.id, token, leaveOutBadLines: true, seen: seenOf(batch) })}
    >
      {startLabel(format.count(requests, 'request'), batch.connection?.kind === 'sandbox')}
    </Button>
  );
}
