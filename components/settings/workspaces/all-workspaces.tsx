'use client';

import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { withWorkspace } from '#lib/shared/contract/page-workspace.ts';
import { type CreateWorkspaceInput, createWorkspaceInput } from '#lib/shared/contract/workspace-inputs.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';
import { type Space, SpaceUsed } from './space-used.tsx';

interface WorkspaceSize extends NamedWorkspace {
  readonly members: number;
  readonly batches: number;
  readonly space: Space;
}

interface AllWorkspacesProps {
  readonly workspaces: readonly WorkspaceSize[];
  readonly create: Action<CreateWorkspaceInput, NamedWorkspace>;
}

/** What a site admin sees of all workspaces, and the way to a new one. */
export function AllWorkspaces({ workspaces, create }: AllWorkspacesProps) {
  const format = useFormat();
  return (
    <section aria-labelledby="all-workspaces">
      <h2 id="all-workspaces" className="text-lg font-bold">
        All workspaces
      </h2>
      <p className="mt-0.5 mb-3 text-ink-2">As a site admin you see that they exist, and nothing of what is in them.</p>
      <ul className="border-t border-line">
        {workspaces.map(({ id, name, members, batches, space }) => (
          <li key={id} className="flex min-h-12 flex-wrap items-center gap-x-5 gap-y-0.5 border-b border-line py-2.5">
            <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
            <span className="ml-auto text-ink-2">{format.count(members, 'member')}</span>
            <span className="min-w-24 text-right text-ink-2">{format.count(batches, 'batch', 'batches')}</span>
            <SpaceUsed {...space} />
          </li>
        ))}
      </ul>
      <NewWorkspaceForm create={create} />
    </section>
  );
}

function NewWorkspaceForm({ create }: Pick<AllWorkspacesProps, 'create'>) {
  const form = useForm(
    create,
    (data) => readFields(createWorkspaceInput, data),
    // A whole page load, as a document is of one workspace.
    ({ slug }) => window.location.assign(withWorkspace('/batches', slug)),
  );
  return (
    <form
      onSubmit={form.submit}
      noValidate
      aria-label="New workspace"
      className="mt-6 flex max-w-[440px] flex-col gap-4"
    >
      <Field
        label="Name of the new workspace"
        error={form.errors['name'] ?? null}
        description="You become its owner. It has connections and members of its own."
      >
        <Input name="name" maxLength={60} autoComplete="off" />
      </Field>
      <FormFailure failure={form.failure} />
      <Button type="submit" isPending={form.isPending} className="self-start">
        Create workspace
      </Button>
    </form>
  );
}
