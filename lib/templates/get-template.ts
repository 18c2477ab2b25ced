import type { Context } from '#lib/contracts/context.ts';
import type { TemplateView } from '#lib/shared/contract/kept-template.ts';
import { templateVersionInput } from '#lib/shared/contract/template-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { findVersion } from './find-version.ts';
import { nameSavers } from './name-savers.ts';
import { templatesOf } from './templates-of.ts';

/** One version of a template, the newest by default, and when the others were saved. Throws `NotFoundError`. */
export const getTemplate = defineVerb({
  name: 'getTemplate',
  right: 'see',
  audit: 'none',
  input: templateVersionInput,
  run,
});

async function run(ctx: Context, input: Parsed<typeof templateVersionInput>): Promise<TemplateView> {
  const { kept, version, template } = await findVersion(templatesOf(ctx), input);
  const savedOf = await nameSavers(ctx, kept.versions);
  const versions = kept.versions.map((saved) => ({ number: saved.number, ...savedOf(saved) })).toReversed();
  return { id: kept.id, name: kept.name, version, template, versions };
}
