import type { FileStore } from '#lib/contracts/file-store.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { leadsOut, parseFileKey, parseFilePrefix } from './file-key.ts';

const workspacesPrefix = 'workspaces/';

/**
 * The files of one workspace: it can neither name nor list those of another. Those of Local lie where they
 * did before there were others, the rest below `workspaces/<id>/`.
 */
export function createWorkspaceFiles(files: FileStore, workspaceId: string): FileStore {
  const base = workspaceId === localWorkspace.id ? '' : parseFilePrefix(`${workspacesPrefix}${workspaceId}/`);
  const own = (name: string): string => {
    if (base === '' && name.startsWith(workspacesPrefix)) throw leadsOut();
    return base + name;
  };
  const keyOf = (key: string): string => own(parseFileKey(key));
  const prefixOf = (prefix: string): string => own(parseFilePrefix(prefix));
  return {
    write: async (key, content, options) => files.write(keyOf(key), content, options),
    read: (key, range, options) => files.read(keyOf(key), range, options),
    size: async (key) => files.size(keyOf(key)),
    remove: async (key) => files.remove(keyOf(key)),
    removeAll: async (prefix) => files.removeAll(prefixOf(prefix)),
    ...(files.list === undefined ? {} : { list: (prefix: string) => listOwn(files, prefixOf(prefix), base) }),
    ...(files.localPath === undefined ? {} : { localPath: (key: string) => files.localPath?.(keyOf(key)) ?? key }),
  };
}

async function* listOwn(files: FileStore, prefix: string, base: string): AsyncGenerator<string> {
  for await (const key of files.list?.(prefix) ?? []) yield key.slice(base.length);
}
