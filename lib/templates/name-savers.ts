import type { Context } from '#lib/contracts/context.ts';
import type { TemplateVersion } from '#lib/contracts/templates.ts';

interface Saved {
  readonly savedAt: string;
  readonly savedBy: { readonly id: string; readonly name: string };
}

/** When and by whom each of these versions was saved: of a person the name that they have now. */
export async function nameSavers(
  { namesOf }: Context,
  versions: readonly TemplateVersion[],
): Promise<(version: TemplateVersion) => Saved> {
  const people = versions.map(({ createdBy }) => createdBy).filter(({ kind }) => kind === 'user');
  const names = await namesOf([...new Set(people.map(({ id }) => id))]);
  return ({ createdAt, createdBy: { id, name } }) => ({
    savedAt: createdAt.toISOString(),
    savedBy: { id, name: names.get(id) ?? name },
  });
}
