import { localWorkspace } from '#lib/shared/contract/workspace.ts';

/** Where saves of batches are announced. */
export const changeChannel = 'langbatch_batch';

interface Change {
  readonly workspaceId: string;
  readonly batchId: string;
}

/**
 * A change as it is announced. In the workspace Local it is the batch's id alone, as earlier versions
 * announce and expect it.
 */
export function formatChange({ workspaceId, batchId }: Change): string {
  return workspaceId === localWorkspace.id ? batchId : `${batchId} ${workspaceId}`;
}

/** Ids of ours hold no space. */
export function parseChange(payload: string): Change {
  const at = payload.lastIndexOf(' ');
  if (at === -1) return { workspaceId: localWorkspace.id, batchId: payload };
  return { workspaceId: payload.slice(at + 1), batchId: payload.slice(0, at) };
}
