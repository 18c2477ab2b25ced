import type { Context } from '#lib/contracts/context.ts';
import type { TemplateListItem } from '#lib/shared/contract/kept-template.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { nameSavers } from './name-savers.ts';
import { templatesOf } from './templates-of.ts';

/** The templates of the workspace by name, each by its newest version. */
export const listTemplates = defineVerb({ name: 'listTemplates', right: 'see', audit: 'none', input: noInput, run });

async function run(ctx: Context): Promise<readonly TemplateListItem[]> {
  const listed = await templatesOf(ctx).list();
  const savedOf = await nameSavers(
    ctx,
    listed.map(({ newest }) => newest),
  );
  return listed.map(({ id, name, newest, model, answerKind: answer }) => ({
    id,
    name,
    version: newest.number,
    model,
    answer,
    ...savedOf(newest),
  }));
}
