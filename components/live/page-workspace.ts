import { type PageScope, withWorkspace, workspaceParam } from '#lib/shared/contract/page-workspace.ts';

/**
 * The workspace that the open page names in what it asks for, as its content says; null where there is no other. One
 * document is one workspace: another one is a page load.
 */
function pageWorkspace(): string | null {
  return typeof document === 'undefined' ? null : (document.getElementById('main')?.dataset['workspace'] ?? null);
}

/** The path of a route of ours, asked for in the open page's workspace. */
export function inPageWorkspace(path: string): string {
  return withWorkspace(path, pageWorkspace());
}

/** What goes with an action of the open page. */
export function pageScope(): PageScope {
  const workspace = pageWorkspace();
  return workspace === null ? {} : { workspace };
}

/** Whether an upload that this browser began belongs to the open page's workspace. */
export function isOfPageWorkspace(uploadUrl: string): boolean {
  return new URL(uploadUrl, window.location.href).searchParams.get(workspaceParam) === pageWorkspace();
}
