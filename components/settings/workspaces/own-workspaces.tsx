'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { withWorkspace } from '#lib/shared/contract/page-workspace.ts';
import { can, type Role } from '#lib/shared/contract/rights.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import { type DeleteWorkspace, DeleteWorkspaceDialog, type WorkspaceContents } from './delete-workspace-dialog.tsx';
import { type RenameWorkspace, RenameWorkspaceDialog } from './rename-workspace-dialog.tsx';
import { type Space, SpaceUsed } from './space-used.tsx';

export interface OwnWorkspace extends NamedWorkspace {
  readonly role: Role;
  readonly space: Space;
  /** Null where the reader may not delete it. */
  readonly contents: WorkspaceContents | null;
}

interface OwnWorkspacesProps {
  readonly own: readonly OwnWorkspace[];
  /** The one that the page is of; null for who is in none. */
  readonly currentId: string | null;
  readonly rename: RenameWorkspace;
  readonly remove: DeleteWorkspace;
}

/** The workspaces that the reader is in, each a way into it. */
export function OwnWorkspaces({ own, currentId, rename, remove }: OwnWorkspacesProps) {
  const [renamed, setRenamed] = useState<NamedWorkspace | null>(null);
  const [deletedId, setDeletedId] = useState<string | null>(null);
  // As the page has it now: what runs in it may change while the dialog is open.
  const deleted = own.find(({ id }) => id === deletedId);
  return (
    <section aria-labelledby="own-workspaces">
      <h2 id="own-workspaces" className="mb-3 text-lg font-bold">
        Your workspaces
      </h2>
      {own.length === 0 ? (
        <p className="text-ink-2">You are in no workspace yet. An admin of one can invite you.</p>
      ) : (
        <ul className="border-t border-line">
          {own.map((workspace) => (
            <OwnWorkspaceRow
              key={workspace.id}
              workspace={workspace}
              isCurrent={workspace.id === currentId}
              onRename={() => setRenamed(workspace)}
              onDelete={() => setDeletedId(workspace.id)}
            />
          ))}
        </ul>
      )}
      {renamed !== null && (
        <RenameWorkspaceDialog workspace={renamed} rename={rename} onClose={() => setRenamed(null)} />
      )}
      {deleted !== undefined && deleted.contents !== null && (
        <DeleteWorkspaceDialog
          workspace={deleted}
          contents={deleted.contents}
          isCurrent={deleted.id === currentId}
          remove={remove}
          onClose={() => setDeletedId(null)}
        />
      )}
    </section>
  );
}

interface OwnWorkspaceRowProps {
  readonly workspace: OwnWorkspace;
  readonly isCurrent: boolean;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

function OwnWorkspaceRow({ workspace, isCurrent, onRename, onDelete }: OwnWorkspaceRowProps) {
  const { name, slug, role, space } = workspace;
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5">
      {/* A whole page load, as a document is of one workspace. */}
      <a
        href={withWorkspace('/batches', slug)}
        className="min-w-0 rounded-xs font-medium wrap-anywhere underline-offset-3 hover:underline"
      >
        {name}
      </a>
      {isCurrent && <Tag>Open now</Tag>}
      <span className="ml-auto text-ink-2">{roleWords[role].name}</span>
      <SpaceUsed {...space} />
      {can(role, 'admin') && (
        <Button size="small" aria-label={`Rename ${name}`} onClick={onRename}>
          Rename
        </Button>
      )}
      {workspace.contents !== null && (
        <Button size="small" variant="destructive" aria-label={`Delete ${name}`} onClick={onDelete}>
          Delete
        </Button>
      )}
    </li>
  );
}

/** The page while it loads. */
export function WorkspacesSkeleton() {
  return (
    <section>
      <LoadingAnnouncement>Loading the workspaces</LoadingAnnouncement>
      <h2 className="mb-3 text-lg font-bold">Your workspaces</h2>
      <div className="flex min-h-14 items-center border-y border-line">
        <Skeleton width={140} />
      </div>
    </section>
  );
}
