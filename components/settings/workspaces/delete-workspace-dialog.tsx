'use client';

import { toast } from 'sonner';
import type { Action } from '#components/live/use-action.ts';
import { parseFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import { type DeleteWorkspaceInput, deleteWorkspaceInput } from '#lib/shared/contract/workspace-inputs.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';

export type DeleteWorkspace = Action<DeleteWorkspaceInput, void>;

/** What is lost with a workspace. */
export interface WorkspaceContents {
  readonly batches: number;
  readonly connections: number;
  readonly templates: number;
  readonly members: number;
  readonly tokens: number;
  readonly invitations: number;
  readonly runningBatches: number;
  /** Of many the first ones. */
  readonly runningNames: readonly string[];
}

interface DeleteWorkspaceDialogProps {
  readonly workspace: NamedWorkspace;
  readonly contents: WorkspaceContents;
  /** Whether the page is of this workspace. */
  readonly isCurrent: boolean;
  readonly remove: DeleteWorkspace;
  readonly onClose: () => void;
}

/** Says what is lost, and has the owner write the workspace's name before it is. */
export function DeleteWorkspaceDialog({ workspace, contents, isCurrent, remove, onClose }: DeleteWorkspaceDialogProps) {
  const format = useFormat();
  const [isRefreshing, refresh] = useRefresh();
  const { id: workspaceId, name } = workspace;
  const { runningBatches } = contents;
  const form = useForm(
    remove,
    (data) => parseFields(deleteWorkspaceInput, { workspaceId, name: data.get('name'), runningBatches }),
    () => {
      // The page's own workspace is nowhere any more.
      if (isCurrent) return window.location.assign('/settings/workspaces');
      toast(`${name} is deleted. Its files are being removed.`);
      refresh();
      return onClose();
    },
    // Others may run by now than were shown.
    refresh,
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Delete ${name}`}
        description="This cannot be undone. From now on nobody reaches anything of it."
        className="w-[520px]"
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button type="submit" form={form.id} variant="destructive" isPending={form.isPending || isRefreshing}>
              {runningBatches === 0
                ? 'Delete workspace'
                : `Cancel ${format.count(runningBatches, 'batch', 'batches')} and delete`}
            </Button>
          </DialogFooter>
        }
      >
        <form id={form.id} onSubmit={form.submit} noValidate className="flex flex-col gap-4">
          <p>{`Deleted with it: ${lossesOf(contents, format)}.`}</p>
          {runningBatches > 0 && <RunningBatches contents={contents} />}
          <Field label={`Write ${name} to delete it`} error={form.errors['name'] ?? null}>
            <Input name="name" maxLength={200} autoComplete="off" spellCheck={false} />
          </Field>
          <FormFailure failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}

function lossesOf(
  { batches, connections, templates, tokens, invitations, members }: WorkspaceContents,
  format: Format,
): string {
  return [
    `${format.count(batches, 'batch', 'batches')} with input and result files`,
    format.count(connections, 'connection'),
    format.count(templates, 'template'),
    format.count(tokens, 'API token'),
    format.count(invitations, 'invitation'),
    `the membership of ${format.count(members, 'person', 'people')}`,
  ].join(', ');
}

function RunningBatches({ contents: { runningBatches, runningNames } }: { readonly contents: WorkspaceContents }) {
  const format = useFormat();
  const more = runningBatches - runningNames.length;
  return (
    <div>
      <p>
        {`${format.count(runningBatches, 'batch', 'batches')} ${runningBatches === 1 ? 'is' : 'are'} running and will be cancelled. What is answered by then is paid for, and lost:`}
      </p>
      <ul className="mt-1 list-disc pl-5">
        {runningNames.map((name, index) => (
          // Batches may share a name, and the list never changes its order.
          <li key={`${index} ${name}`} className="wrap-anywhere">
            {name}
          </li>
        ))}
        {more > 0 && <li>{`and ${format.count(more, 'more batch', 'more batches')}`}</li>}
      </ul>
    </div>
  );
}
