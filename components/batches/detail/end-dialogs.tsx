'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ReactNode, useRef } from 'react';
import { type Action, useAction } from '#components/live/use-action.ts';
import { useWorkspacePath } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys } from '../queries.ts';
import { isStillRunning, lossesOf } from './losses.ts';

interface EndDialogProps {
  readonly batch: BatchView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CancelDialog({ cancelBatch, ...props }: EndDialogProps & Pick<BatchActions, 'cancelBatch'>) {
  const format = useFormat();
  const queryClient = useQueryClient();
  const { batch } = props;
  const { pending, succeeded, failed } = batch.shownCounts;
  return (
    <LossDialog
      {...props}
      action={cancelBatch}
      onDone={() => queryClient.invalidateQueries({ queryKey: batchKeys.all })}
      title="Cancel this batch?"
      confirmLabel="Cancel batch"
      keepLabel="Keep running"
      description={`Asks ${providerName(batch.connection)} to stop. This cannot be undone; requests without an answer can be retried later.`}
    >
      <LossRow label="Already answered (kept and paid for)" value={format.number(succeeded + failed)} />
      <LossRow label="Still waiting (most will get no answer)" value={format.number(pending)} />
    </LossDialog>
  );
}

export function RemoveDialog({ removeBatch, ...props }: EndDialogProps & Pick<BatchActions, 'removeBatch'>) {
  const format = useFormat();
  const queryClient = useQueryClient();
  const router = useRouter();
  const inWorkspace = useWorkspacePath();
  const { batch } = props;
  return (
    <LossDialog
      {...props}
      action={removeBatch}
      onDone={() => {
        // Only the lists: the batch itself may be gone before this page is left.
        router.push(inWorkspace('/batches'));
        return queryClient.invalidateQueries({ queryKey: batchKeys.lists });
      }}
      title="Delete this batch?"
      confirmLabel="Delete batch"
      keepLabel="Cancel"
      description={
        isStillRunning(batch)
          ? 'It is still running: it is cancelled first, and deleted when its jobs have ended. This cannot be undone.'
          : 'This cannot be undone. Download what you want to keep first.'
      }
    >
      {lossesOf(batch, format).map(([label, value]) => (
        <LossRow key={label} label={label} value={value} />
      ))}
    </LossDialog>
  );
}

function LossRow({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="flex min-h-10 items-center gap-4 border-b border-line py-1.5 last:border-b-0">
      <dt className="text-ink-2">{label}</dt>
      <dd className="ml-auto max-w-3/4 text-right wrap-break-word">{value}</dd>
    </div>
  );
}

interface LossDialogProps extends EndDialogProps {
  readonly title: string;
  readonly description: string;
  readonly children: ReactNode;
  readonly action: Action<BatchIdInput, unknown>;
  readonly confirmLabel: string;
  readonly keepLabel: string;
  /** What was lost is lost: leads on, or loads what has changed. */
  readonly onDone: () => Promise<void>;
}

/** Something is lost: the focus begins on the button that loses nothing. */
function LossDialog(props: LossDialogProps) {
  const { batch, isOpen, onClose, title, description, children, action, confirmLabel, keepLabel, onDone } = props;
  const keep = useRef<HTMLButtonElement>(null);
  const losing = useAction(action, {
    onSuccess: async () => {
      await onDone();
      onClose();
    },
  });
  const close = () => {
    losing.reset();
    onClose();
  };
  return (
    <Dialog open={isOpen} onOpenChange={(next) => (next ? undefined : close())}>
      <DialogContent
        title={title}
        description={description}
        initialFocus={keep}
        className="w-[520px]"
        footer={
          <DialogFooter>
            <DialogCloseButton ref={keep}>{keepLabel}</DialogCloseButton>
            <Button
              variant="destructive"
              isPending={losing.isPending}
              onClick={() => losing.run({ batchId: batch.id })}
            >
              {confirmLabel}
            </Button>
          </DialogFooter>
        }
      >
        <dl>{children}</dl>
        {losing.error !== null && (
          <p role="alert" className="mt-4 text-failed-text">
            {losing.error.message}
          </p>
        )}
      </DialogContent>
    </Dialog>
  );
}
