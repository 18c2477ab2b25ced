import * as z from 'zod/mini';

const workspaceName = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, 'Enter a name.'),
    z.maxLength(60, 'Use a name of at most 60 characters.'),
    z.regex(/^\P{Cc}*$/u, 'Use a name without control characters.'),
  );

export const createWorkspaceInput = z.object({ name: workspaceName });
export type CreateWorkspaceInput = z.input<typeof createWorkspaceInput>;

const workspaceId = z.string().check(z.maxLength(100));

export const workspaceIdInput = z.object({ workspaceId });

export const renameWorkspaceInput = z.object({ workspaceId, name: workspaceName });
export type RenameWorkspaceInput = z.input<typeof renameWorkspaceInput>;

/** What an owner confirms: the name, and how many batches run, which are cancelled. */
export const deleteWorkspaceInput = z.object({
  workspaceId,
  name: z.string().check(z.trim(), z.minLength(1, 'Write the name of the workspace.'), z.maxLength(200)),
  runningBatches: z.int().check(z.nonnegative()),
});
export type DeleteWorkspaceInput = z.input<typeof deleteWorkspaceInput>;

/** As a person writes them: names, addresses and networks, with commas or spaces between. */
export const privateHostsInput = z.object({ hosts: z.string().check(z.maxLength(4_000, 'This is too long.')) });
export type PrivateHostsInput = z.input<typeof privateHostsInput>;
