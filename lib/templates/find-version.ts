import type { KeptTemplate, Templates } from '#lib/contracts/templates.ts';
import { NotFoundError } from '#lib/errors.ts';
import type { templateVersionInput } from '#lib/shared/contract/template-inputs.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import type { Parsed } from '#lib/verbs/define-verb.ts';
import { getKept } from './templates-of.ts';

interface FoundVersion {
  readonly kept: KeptTemplate;
  readonly version: number;
  readonly template: Template;
}

/** A version of a template, the newest by default. Throws `NotFoundError`. */
export async function findVersion(
  templates: Templates,
  { templateId, version }: Parsed<typeof templateVersionInput>,
): Promise<FoundVersion> {
  const kept = await getKept(templates, templateId);
  const number = version ?? kept.versions.length;
  // No number of a version is larger, and no column holds one that is.
  const template = number > kept.versions.length ? null : await templates.findVersion(templateId, number);
  if (template === null) {
    throw new NotFoundError(`${kept.name} has no version ${number}: its newest one is ${kept.versions.length}.`);
  }
  return { kept, version: number, template };
}
