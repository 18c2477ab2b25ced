'use client';

import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';
import { InvitationLinkField } from './invitation-link-field.tsx';

interface NewLinkDialogProps {
  /** Null: it is closed. */
  readonly link: NewInvitationLink | null;
  readonly joinAddress: string;
  readonly onClose: () => void;
}

/** Shows the new link of an invitation that was made before. */
export function NewLinkDialog({ link, joinAddress, onClose }: NewLinkDialogProps) {
  return (
    <Dialog open={link !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="New invitation link"
        description="The earlier link no longer works."
        footer={
          <DialogFooter>
            <DialogCloseButton>Done</DialogCloseButton>
          </DialogFooter>
        }
      >
        {link !== null && <InvitationLinkField link={link} joinAddress={joinAddress} />}
      </DialogContent>
    </Dialog>
  );
}
