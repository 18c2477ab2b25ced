'use client';

import { useState } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { ShownOnceField } from '#components/ui/shown-once-field.tsx';
import type { PersonView } from '#lib/shared/contract/account-views.ts';
import type { PeopleActions } from './people-actions.ts';

interface ResetLinkDialogProps {
  readonly person: PersonView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly make: PeopleActions['makeResetLink'];
}

/** Makes a link for a new password, and shows it once. */
export function ResetLinkDialog({ person, isOpen, onClose, make }: ResetLinkDialogProps) {
  const [link, setLink] = useState<string | null>(null);
  const { run, isPending, error, reset } = useAction(make, { onSuccess: (made) => setLink(made.link) });
  const forget = () => {
    setLink(null);
    reset();
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      onOpenChangeComplete={(open) => !open && forget()}
    >
      <DialogContent
        title={`A link for a new password for ${person.name}`}
        description="It works once, within an hour, and ends every link that was made before. When it is used, they are signed out everywhere."
        className="w-[560px]"
        footer={
          <DialogFooter>
            <DialogCloseButton>{link === null ? 'Cancel' : 'Done'}</DialogCloseButton>
            {link === null && (
              <Button variant="primary" isPending={isPending} onClick={() => run({ personId: person.id })}>
                Make link
              </Button>
            )}
          </DialogFooter>
        }
      >
        {link !== null && (
          <ShownOnceField
            label="Reset link"
            value={link}
            description="Send it to them yourself. It is not shown again, and whoever has it can get into the account."
            what="reset link"
            copyLabel="Copy link"
          />
        )}
        <FormFailure failure={error} />
      </DialogContent>
    </Dialog>
  );
}
