import type { Context } from '#lib/contracts/context.ts';
import type { KeptTemplate, Templates } from '#lib/contracts/templates.ts';
import { NotFoundError } from '#lib/errors.ts';

/** Throws `NotFoundError` where nobody keeps templates, as in scripts. */
export function templatesOf({ templates }: Context): Templates {
  if (templates === undefined) throw new NotFoundError('No templates are kept here: use the dashboard for that.');
  return templates;
}

/** Throws `NotFoundError` for one that was deleted, and for one of another workspace. */
export async function getKept(templates: Templates, templateId: string): Promise<KeptTemplate> {
  const kept = await templates.find(templateId);
  if (kept === null) throw new NotFoundError('There is no such template any more. Load the page again.');
  return kept;
}

/** Changes templates one after the other in a workspace: each change sees those before it. */
export function changeTemplates<T>(
  within: Context,
  work: (tx: Context, templates: Templates) => Promise<T>,
): Promise<T> {
  return within.transaction(async (tx) => {
    const templates = templatesOf(tx);
    await templates.lock();
    return work(tx, templates);
  });
}
