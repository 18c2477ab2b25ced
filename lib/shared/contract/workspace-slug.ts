const longest = 40;

/** What a workspace of this name is called in addresses: its Latin letters and digits; `workspace` where it has none. */
export function slugOfName(name: string): string {
  const words =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .match(/[a-z0-9]+/gu) ?? [];
  const slug = words.join('-').slice(0, longest).replace(/-$/u, '');
  return slug === '' ? 'workspace' : slug;
}

/** The slug itself, else the first of `slug-2`, `slug-3`, … that is not taken. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  let number = 2;
  while (taken.has(`${slug}-${number}`)) number += 1;
  return `${slug}-${number}`;
}
