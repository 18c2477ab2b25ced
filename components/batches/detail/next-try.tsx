'use client';

import { useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useAction } from '#components/live/use-action.ts';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { ClockTime } from '#components/ui/clock-time.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys } from '../queries.ts';

/** "Next try at 16:52.", for what waits. */
export function NextTry({ batch }: { readonly batch: BatchView }) {
  if (batch.nextTryAt === null) return null;
  return (
    <span className="whitespace-nowrap">
      Next try at <ClockTime value={batch.nextTryAt} />.
    </span>
  );
}

interface TryNowButtonProps {
  readonly batch: BatchView;
  readonly tryNow: BatchActions['tryNow'];
}

/** Tries at once what waits for its next try. Not there for who may not. */
export function TryNowButton({ batch, tryNow }: TryNowButtonProps) {
  const canRun = useCan('run');
  const queryClient = useQueryClient();
  const trying = useAction(tryNow, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: batchKeys.detail(batch.id) }),
    onError: (error) => toast.error(error.message),
  });
  if (batch.nextTryAt === null || !canRun) return null;
  return (
    <Button size="small" isPending={trying.isPending} onClick={() => trying.run({ batchId: batch.id })}>
      Try now
    </Button>
  );
}
