import type { Context } from '#lib/contracts/context.ts';
import { renameTemplateInput } from '#lib/shared/contract/template-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { assertFreeName } from './template-names.ts';
import { changeTemplates, getKept } from './templates-of.ts';

/**
 * Gives a template another name. Batches that it made keep the one that it had. Throws `NotFoundError`, and
 * `InvalidInputError` for a name that is in use.
 */
export const renameTemplate = defineVerb({
  name: 'renameTemplate',
  right: 'run',
  audit: 'noted',
  input: renameTemplateInput,
  run,
});

function run(ctx: Context, { templateId, name }: Parsed<typeof renameTemplateInput>): Promise<void> {
  return changeTemplates(ctx, async (tx, templates) => {
    const kept = await getKept(templates, templateId);
    if (kept.name === name) return;
    assertFreeName(name, await templates.listNames(), templateId);
    await templates.rename(templateId, name);
    await tx.audit.write({
      verb: 'renameTemplate',
      thing: { kind: 'template', id: templateId, name },
      before: `name: ${kept.name}`,
      after: `name: ${name}`,
    });
  });
}
