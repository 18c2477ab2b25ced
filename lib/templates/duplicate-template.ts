import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';
import { templateIdInput } from '#lib/shared/contract/template-inputs.ts';
import type { TemplateOrigin } from '#lib/shared/contract/template.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { addTemplate } from './add-template.ts';
import { findFreeName } from './template-names.ts';
import { changeTemplates, getKept } from './templates-of.ts';

/** Keeps the newest version of a template as the first of another one. Throws `NotFoundError`. */
export const duplicateTemplate = defineVerb({
  name: 'duplicateTemplate',
  right: 'run',
  audit: 'noted',
  input: templateIdInput,
  run,
});

function run(ctx: Context, { templateId }: Parsed<typeof templateIdInput>): Promise<TemplateOrigin> {
  return changeTemplates(ctx, async (tx, templates) => {
    const { name, versions } = await getKept(templates, templateId);
    const template = await templates.findVersion(templateId, versions.length);
    if (template === null) throw new NotFoundError('This version of the template is not there. Load the page again.');
    const nameBeside = (names: Parameters<typeof findFreeName>[1]): string => findFreeName(name, names);
    const made = await addTemplate(tx, templates, { template, nameBeside });
    await tx.audit.write({
      verb: 'duplicateTemplate',
      thing: { kind: 'template', id: made.templateId, name: made.name },
      after: `from: ${name}, version ${versions.length}`,
    });
    return made;
  });
}
