'use client';

import { useRef } from 'react';
import { type Action, useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import type { PersonView } from '#lib/shared/contract/account-views.ts';
import type { PeopleActions } from './people-actions.ts';
import { ResetLinkDialog } from './reset-link-dialog.tsx';

export type PersonDialogKind = ConfirmKind | 'reset';
type ConfirmKind = 'disable' | 'enable' | 'site_admin' | 'no_site_admin';

interface PersonDialogsProps {
  readonly kind: PersonDialogKind | null;
  readonly person: PersonView | null;
  readonly actions: PeopleActions;
  readonly sendsMail: boolean;
  readonly onClose: () => void;
}

export function PersonDialogs({ kind, person, actions, sendsMail, onClose }: PersonDialogsProps) {
  if (person === null) return null;
  const given = { person, onClose };
  const { disable, enable, setSiteAdmin, makeResetLink } = actions;
  const ask = { personId: person.id };
  return (
    <>
      <ConfirmDialog
        {...given}
        isOpen={kind === 'disable'}
        action={disable}
        input={ask}
        title={`Disable ${person.name}?`}
        text="They are signed out everywhere at once and cannot sign in. Their API tokens are revoked for good. What they have started goes on. You can enable them again."
        confirm="Disable"
        isDestructive
      />
      <ConfirmDialog
        {...given}
        isOpen={kind === 'enable'}
        action={enable}
        input={ask}
        title={`Enable ${person.name}?`}
        text="They can sign in again, with the password and the roles that they had. Their API tokens stay revoked."
        confirm="Enable"
      />
      <ConfirmDialog
        {...given}
        isOpen={kind === 'site_admin'}
        action={setSiteAdmin}
        input={{ ...ask, isSiteAdmin: true }}
        title={`Make ${person.name} a site admin?`}
        text="A site admin sees who has an account here, disables people, and makes links for new passwords. With such a link they can get into anybody’s account."
        confirm="Make a site admin"
      />
      <ConfirmDialog
        {...given}
        isOpen={kind === 'no_site_admin'}
        action={setSiteAdmin}
        input={{ ...ask, isSiteAdmin: false }}
        title={`Make ${person.name} no longer a site admin?`}
        text="Their roles in workspaces stay."
        confirm="Make no longer a site admin"
      />
      <ResetLinkDialog {...given} isOpen={kind === 'reset'} make={makeResetLink} sendsMail={sendsMail} />
    </>
  );
}

interface ConfirmDialogProps<Input> {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly action: Action<Input, void>;
  readonly input: Input;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly isDestructive?: boolean;
}

/** Asks before it is done; where something ends, the focus is on Cancel. */
function ConfirmDialog<Input>(props: ConfirmDialogProps<Input>) {
  const { isOpen, onClose, action, input, title, text, confirm, isDestructive = false } = props;
  const cancel = useRef<HTMLButtonElement>(null);
  const [, refresh] = useRefresh();
  const { run, isPending, error, reset } = useAction(action, {
    onSuccess: () => {
      refresh();
      onClose();
    },
  });
  return (
    <Dialog open={isOpen} onOpenChange={(open) => !open && onClose()} onOpenChangeComplete={(open) => !open && reset()}>
      <DialogContent
        title={title}
        description={text}
        initialFocus={isDestructive ? cancel : undefined}
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton ref={cancel} />
            <Button
              variant={isDestructive ? 'destructive' : 'primary'}
              isPending={isPending}
              onClick={() => run(input)}
            >
              {confirm}
            </Button>
          </DialogFooter>
        }
      >
        <FormFailure failure={error} />
      </DialogContent>
    </Dialog>
  );
}
