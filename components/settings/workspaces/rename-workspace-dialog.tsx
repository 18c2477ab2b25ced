'use client';

import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { type RenameWorkspaceInput, renameWorkspaceInput } from '#lib/shared/contract/workspace-inputs.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';

export type RenameWorkspace = Action<RenameWorkspaceInput, void>;

interface RenameWorkspaceDialogProps {
  readonly workspace: NamedWorkspace;
  readonly rename: RenameWorkspace;
  readonly onClose: () => void;
}

/** Another name for a workspace. What stands in links stays, so that they go on to work. */
export function RenameWorkspaceDialog({ workspace, rename, onClose }: RenameWorkspaceDialogProps) {
  const [, refresh] = useRefresh();
  const form = useForm(
    rename,
    (data) => readFields(renameWorkspaceInput, data),
    () => {
      // The top bar, the list and the titles come from the server.
      refresh();
      onClose();
    },
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Rename ${workspace.name}`}
        description="Links to the workspace stay as they are."
        className="w-[440px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="primary" isPending={form.isPending}>
              Save
            </Button>
          </DialogFooter>
        }
      >
        <form id={form.id} onSubmit={form.submit} noValidate className="flex flex-col gap-4">
          <input type="hidden" name="workspaceId" value={workspace.id} />
          <Field label="Name" error={form.errors['name'] ?? null}>
            <Input name="name" defaultValue={workspace.name} maxLength={60} autoComplete="off" />
          </Field>
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
