import type { Context } from '#lib/contracts/context.ts';
import { templateIdInput } from '#lib/shared/contract/template-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { changeTemplates, getKept } from './templates-of.ts';

/**
 * Deletes a template with its versions. Batches that it made have a copy of theirs and stay as they are. Throws
 * `NotFoundError` for one that is gone already.
 */
export const removeTemplate = defineVerb({
  name: 'removeTemplate',
  right: 'run',
  audit: 'noted',
  input: templateIdInput,
  run,
});

function run(ctx: Context, { templateId }: Parsed<typeof templateIdInput>): Promise<void> {
  return changeTemplates(ctx, async (tx, templates) => {
    const { name, versions } = await getKept(templates, templateId);
    await templates.remove(templateId);
    const thing = { kind: 'template', id: templateId, name } as const;
    await tx.audit.write({ verb: 'removeTemplate', thing, before: `versions: ${versions.length}` });
  });
}
