import type { PersonContext } from '#lib/contracts/person-context.ts';
import { renameWorkspaceInput } from '#lib/shared/contract/workspace-inputs.ts';
import { assertMay } from '#lib/verbs/assert-may.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import type { Parsed } from '#lib/verbs/define-verb.ts';

/** Gives a workspace another name, by an admin of it; links to it stay good. */
export const renameWorkspace = definePersonVerb({
  name: 'renameWorkspace',
  right: 'self',
  audit: 'noted',
  input: renameWorkspaceInput,
  run,
});

async function run(
  { person, workspaces }: PersonContext,
  { workspaceId, name }: Parsed<typeof renameWorkspaceInput>,
): Promise<void> {
  await workspaces.rename(workspaceId, person.id, (own) => {
    assertMay({ role: own.role, workspace: own }, 'admin');
    return name;
  });
}
