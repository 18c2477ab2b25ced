'use client';

import { NameDialog } from '#components/live/name-dialog.tsx';
import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
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
    <NameDialog
      title={`Rename ${workspace.name}`}
      description="Links to the workspace stay as they are."
      form={form}
      name={workspace.name}
      maxLength={60}
      action="Save"
      onClose={onClose}
    >
      <input type="hidden" name="workspaceId" value={workspace.id} />
    </NameDialog>
  );
}
