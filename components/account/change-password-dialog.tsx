'use client';

import { PasswordField } from '#components/door/password-field.tsx';
import { readFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import type { changePassword } from '#lib/accounts/own/change-password.ts';
import { changePasswordInput } from '#lib/shared/contract/account-inputs.ts';
import type { AccountView } from '#lib/shared/contract/account-views.ts';

interface ChangePasswordDialogProps {
  readonly account: AccountView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
  readonly changePassword: VerbAction<typeof changePassword>;
}

export function ChangePasswordDialog(props: ChangePasswordDialogProps) {
  const { account, isOpen, onClose, onChanged, changePassword } = props;
  const [, refresh] = useRefresh();
  const form = useForm(
    changePassword,
    (data) => readFields(changePasswordInput, data),
    () => {
      refresh();
      onChanged();
      onClose();
    },
  );
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => !open && onClose()}
      onOpenChangeComplete={(open) => !open && form.reset()}
    >
      <DialogContent
        title="Change password"
        description="You stay signed in here and are signed out everywhere else."
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
              Change password
            </Button>
          </DialogFooter>
        }
      >
        <form id={form.id} onSubmit={form.submit} noValidate className="flex flex-col gap-[18px]">
          {/* Says to a password manager whose password it is. */}
          <input type="hidden" autoComplete="username" value={account.email} readOnly />
          <PasswordField name="currentPassword" label="Current password" error={form.errors['currentPassword']} />
          <PasswordField
            isNew
            label="New password"
            error={form.errors['password']}
            description="At least 12 characters. Several words are easy to remember."
          />
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
