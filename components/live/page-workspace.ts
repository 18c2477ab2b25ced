import { type PageScope, withWorkspace, workspaceParam } from '#lib/shared/contract/page-workspace.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';

/**
 * The workspace that the open page names in what it asks for, as its content says; null where nobody signs in. One
 * document is one workspace: another one is a page load.
 */
function pageWorkspace(): string | null {
  return typeof document === 'undefined' ? null : (document.getElementById('main')?.dataset['workspace'] ?? null);
}

/** The path of a route of ours, asked for in the open page's workspace. */
export function inPageWorkspace(path: string): string {
  return withWorkspace(path, pageWorkspace());
}

/** For whom the open page was made, as it says itself: another time it is asked it may have been made again. */
export function pageAccess(): string | null {
  return document.getElementById('main')?.dataset['access'] ?? null;
}

/** What goes with an action of the open page. */
export function pageScope(): PageScope {
  const workspace = pageWorkspace();
  return workspace === null ? {} : { workspace };
}

/** Whether an upload that this browser began belongs to the open page's workspace. Alone everything is in Local. */
export function isOfPageWorkspace(uploadUrl: string): boolean {
  const named = new URL(uploadUrl, window.location.href).searchParams.get(workspaceParam);
  return (named ?? localWorkspace.slug) === (pageWorkspace() ?? localWorkspace.slug);
}
