import type { Context } from '#lib/contracts/context.ts';
import type { Templates } from '#lib/contracts/templates.ts';
import { WrongStateError } from '#lib/errors.ts';
import type { Template, TemplateOrigin } from '#lib/shared/contract/template.ts';

const mostTemplates = 1_000;

interface NewTemplate {
  readonly template: Template;
  /** Says what it is called, and throws for a name that it cannot have. */
  readonly nameBeside: (names: Awaited<ReturnType<Templates['listNames']>>) => string;
}

/** Keeps a template with its first version. Throws `WrongStateError` when there are too many. */
export async function addTemplate(
  tx: Context,
  templates: Templates,
  { template, nameBeside }: NewTemplate,
): Promise<TemplateOrigin> {
  const names = await templates.listNames();
  if (names.length >= mostTemplates)
    throw new WrongStateError('This workspace has 1,000 templates, which is the most. Delete some that nobody uses.');
  const name = nameBeside(names);
  const id = tx.ids.next('template');
  await templates.create({ id, name }, { number: 1, template, createdAt: tx.clock.now(), createdBy: tx.actor });
  return { templateId: id, name, version: 1 };
}
