'use client';

import { readFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import type { renamePerson } from '#lib/accounts/own/rename-person.ts';
import { renamePersonInput } from '#lib/shared/contract/account-inputs.ts';
import type { AccountView } from '#lib/shared/contract/account-views.ts';

interface RenameDialogProps {
  readonly account: AccountView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly rename: VerbAction<typeof renamePerson>;
}

export function RenameDialog({ account, isOpen, onClose, rename }: RenameDialogProps) {
  const [, refresh] = useRefresh();
  const form = useForm(
    rename,
    (data) => readFields(renamePersonInput, data),
    () => {
      refresh();
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
        title="Change name"
        description="Your new name is shown everywhere, also beside what you did before."
        className="w-[480px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
              Save name
            </Button>
          </DialogFooter>
        }
      >
        <form id={form.id} onSubmit={form.submit} noValidate>
          <Field label="Name" error={form.errors['name'] ?? null}>
            <Input name="name" autoComplete="name" defaultValue={account.name} />
          </Field>
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
