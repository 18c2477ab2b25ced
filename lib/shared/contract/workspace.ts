/** What owns connections and batches. Its members see it and nothing of other workspaces. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
}

/** With what it is called by in addresses. */
export interface NamedWorkspace extends Workspace {
  readonly slug: string;
}

/** The one workspace of a dashboard without accounts, and of scripts. */
export const localWorkspace: NamedWorkspace = { id: 'local', name: 'Local', slug: 'local' };
