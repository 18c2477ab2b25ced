'use client';

import { useState } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { ShownOnceField } from '#components/ui/shown-once-field.tsx';
import type { PersonView, ResetLinkView } from '#lib/shared/contract/account-views.ts';
import { unsentLinkText } from '#lib/shared/words/mail-outcome-text.ts';
import type { PeopleActions } from './people-actions.ts';

interface ResetLinkDialogProps {
  readonly person: PersonView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly make: PeopleActions['makeResetLink'];
  /** Whether the link can be mailed. */
  readonly sendsMail: boolean;
}

/** Makes a link for a new password, and shows it once. */
export function ResetLinkDialog({ person, isOpen, onClose, make, sendsMail }: ResetLinkDialogProps) {
  const [made, setMade] = useState<ResetLinkView | null>(null);
  const { run, isPending, error, reset } = useAction(make, { onSuccess: setMade });
  const forget = () => {
    setMade(null);
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
            <DialogCloseButton>{made === null ? 'Cancel' : 'Done'}</DialogCloseButton>
            {made === null && (
              <MakeButtons
                sendsMail={sendsMail}
                isPending={isPending}
                onMake={(byMail) => run({ personId: person.id, byMail })}
              />
            )}
          </DialogFooter>
        }
      >
        {made !== null && (
          <ShownOnceField
            label="Reset link"
            value={made.link}
            description={`${made.mail === 'sent' ? `Mailed to ${person.email}.` : 'Send it to them yourself.'} It is not shown again, and whoever has it can get into the account.`}
            what="reset link"
            copyLabel="Copy link"
          />
        )}
        <FormFailure failure={error ?? unsent(made, person)} />
      </DialogContent>
    </Dialog>
  );
}

interface MakeButtonsProps {
  readonly sendsMail: boolean;
  readonly isPending: boolean;
  readonly onMake: (byMail: boolean) => void;
}

function MakeButtons({ sendsMail, isPending, onMake }: MakeButtonsProps) {
  return (
    <>
      <Button variant={sendsMail ? 'secondary' : 'primary'} isPending={isPending} onClick={() => onMake(false)}>
        Make link
      </Button>
      {sendsMail && (
        <Button variant="primary" isPending={isPending} onClick={() => onMake(true)}>
          Mail link
        </Button>
      )}
    </>
  );
}

function unsent(made: ResetLinkView | null, { email }: PersonView): { readonly message: string } | null {
  if (made === null || made.mail === null || made.mail === 'sent') return null;
  return { message: unsentLinkText(made.mail, email) };
}
