'use client';

import { useRef } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import type { MemberView } from '#lib/shared/contract/member-views.ts';
import type { MemberActions } from './member-actions.ts';

interface RemoveMemberDialogProps {
  readonly member: MemberView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly remove: MemberActions['remove'];
}

/** Asks before somebody loses the workspace; the focus is on Cancel. */
export function RemoveMemberDialog({ member, isOpen, onClose, remove }: RemoveMemberDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  const [isRefreshing, refresh] = useRefresh();
  // What somebody else has changed meanwhile shows behind the sentence that says so.
  const { run, isPending, error, reset } = useAction(remove, { onSuccess: refresh, onError: refresh });
  return (
    <Dialog open={isOpen} onOpenChange={(open) => !open && onClose()} onOpenChangeComplete={(open) => !open && reset()}>
      <DialogContent
        title={`Remove ${member.name} from the workspace`}
        description="They lose access at once. Their batches stay here, and what is running goes on."
        initialFocus={cancel}
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton ref={cancel} />
            <Button
              variant="destructive"
              isPending={isPending || isRefreshing}
              onClick={() => run({ personId: member.personId, version: member.version })}
            >
              Remove
            </Button>
          </DialogFooter>
        }
      >
        <FormFailure failure={error} />
      </DialogContent>
    </Dialog>
  );
}
