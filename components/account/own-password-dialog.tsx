'use client';

import { PasswordField } from '#components/door/password-field.tsx';
import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { ownPasswordInput } from '#lib/shared/contract/account-inputs.ts';

interface OwnPasswordDialogProps<Value> {
  readonly email: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description: string;
  readonly confirm: string;
  readonly action: Action<{ password: string }, Value>;
  readonly onDone: (value: Value) => unknown;
}

/** Asks for the own password before something that an open browser alone is not enough for. */
export function OwnPasswordDialog<Value>(props: OwnPasswordDialogProps<Value>) {
  const { email, isOpen, onClose, title, description, confirm, action, onDone } = props;
  const form = useForm(action, (data) => readFields(ownPasswordInput, data), onDone);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      onOpenChangeComplete={(open) => !open && form.reset()}
    >
      <DialogContent
        title={title}
        description={description}
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
              {confirm}
            </Button>
          </DialogFooter>
        }
      >
        <form id={form.id} onSubmit={form.submit} noValidate className="flex flex-col gap-[18px]">
          {/* Says to a password manager whose password it is. */}
          <input type="hidden" autoComplete="username" value={email} readOnly />
          <PasswordField error={form.errors['password']} />
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
