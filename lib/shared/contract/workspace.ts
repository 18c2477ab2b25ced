/** What owns connections and batches. Its members see it and nothing of other workspaces. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
}

/** The one workspace of a dashboard without accounts, and of scripts. */
export const localWorkspace: Workspace = { id: 'local', name: 'Local' };
