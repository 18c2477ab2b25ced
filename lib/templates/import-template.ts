import type { Context } from '#lib/contracts/context.ts';
import { importTemplateInput } from '#lib/shared/contract/template-inputs.ts';
import type { TemplateOrigin } from '#lib/shared/contract/template.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { addTemplate } from './add-template.ts';
import { readTemplateFile } from './read-template-file.ts';
import { findFreeName } from './template-names.ts';
import { changeTemplates } from './templates-of.ts';

/**
 * Keeps a template from an exported file, under the name in it; one that is in use gets a number. Throws
 * `InvalidInputError` with a sentence for a file that holds none.
 */
export const importTemplate = defineVerb({
  name: 'importTemplate',
  right: 'run',
  audit: 'noted',
  input: importTemplateInput,
  run,
});

function run(ctx: Context, input: Parsed<typeof importTemplateInput>): Promise<TemplateOrigin> {
  const { name, template } = readTemplateFile(input);
  return changeTemplates(ctx, async (tx, templates) => {
    const nameBeside = (names: Parameters<typeof findFreeName>[1]): string => findFreeName(name, names);
    const made = await addTemplate(tx, templates, { template, nameBeside });
    const thing = { kind: 'template', id: made.templateId, name: made.name } as const;
    await tx.audit.write({ verb: 'importTemplate', thing, after: 'version: 1' });
    return made;
  });
}
