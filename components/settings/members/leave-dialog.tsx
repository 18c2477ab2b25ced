'use client';

import { useRef } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import type { MemberActions } from './member-actions.ts';

interface LeaveDialogProps {
  readonly workspaceName: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly leave: MemberActions['leave'];
}

/** Asks before somebody gives up the workspace; the focus is on Cancel. */
export function LeaveDialog({ workspaceName, isOpen, onClose, leave }: LeaveDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  // A whole page load: nothing of the workspace is left in the browser's memory.
  const { run, isPending, error, reset } = useAction(leave, { onSuccess: () => window.location.assign('/batches') });
  return (
    <Dialog open={isOpen} onOpenChange={(open) => !open && onClose()} onOpenChangeComplete={(open) => !open && reset()}>
      <DialogContent
        title={`Leave the workspace ${workspaceName}`}
        description="You will see nothing of it any more, until somebody invites you again. Your batches stay in it."
        initialFocus={cancel}
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton ref={cancel} />
            <Button variant="destructive" isPending={isPending} onClick={() => run(undefined)}>
              Leave
            </Button>
          </DialogFooter>
        }
      >
        <FormFailure failure={error} />
      </DialogContent>
    </Dialog>
  );
}
