/** In an address, which workspace it is of, by its slug. Absent for whoever has one alone. */
export const workspaceParam = 'workspace';

/** The path of ours with the workspace named in its query, unless it names one or there is none to name. */
export function withWorkspace(path: string, slug: string | null): string {
  if (slug === null || !/^[/?]/u.test(path)) return path;
  const [, before = '', hash = ''] = /^([^#]*)(.*)$/su.exec(path) ?? [];
  const [pathname = '', query = ''] = before.split(/\?(.*)/su);
  const parameters = new URLSearchParams(query);
  if (parameters.has(workspaceParam)) return path;
  const named = `${workspaceParam}=${encodeURIComponent(slug)}`;
  return `${pathname}?${query === '' ? named : `${query}&${named}`}${hash}`;
}

/** What a page sends with every action: of which workspace it is, where its address names one. */
export interface PageScope {
  readonly workspace?: string;
}
