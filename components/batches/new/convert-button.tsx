'use client';

import { Button } from '#components/ui/button.tsx';
import type { BatchActions } from '../batch-actions.ts';
import { useDraftChange } from '../draft/use-draft-change.ts';

interface ConvertButtonProps {
  readonly batchId: string;
  readonly convertInput: BatchActions['convertInput'];
}

/** Makes one request a line of a file that is one big JSON list. */
export function ConvertButton({ batchId, convertInput }: ConvertButtonProps) {
  const { run, isPending, error } = useDraftChange(batchId, convertInput);
  return (
    <div className="flex flex-col items-end gap-1 max-md:items-stretch max-md:w-full">
      <Button size="small" onClick={() => run({ batchId })} isPending={isPending} disabled={isPending}>
        Convert
      </Button>
      {error !== null && (
        <p role="alert" className="text-sm text-failed-text">
          {error.message}
        </p>
      )}
    </div>
  );
}
