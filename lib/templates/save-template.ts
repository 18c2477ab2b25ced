import { isDeepStrictEqual } from 'node:util';
import type { Context } from '#lib/contracts/context.ts';
import type { Templates } from '#lib/contracts/templates.ts';
import { ConflictError, NotFoundError, WrongStateError } from '#lib/errors.ts';
import { saveTemplateInput } from '#lib/shared/contract/kept-template.ts';
import type { Template, TemplateOrigin } from '#lib/shared/contract/template.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { addTemplate } from './add-template.ts';
import { assertFreeName } from './template-names.ts';
import { changeTemplates } from './templates-of.ts';

const mostVersions = 1_000;

/**
 * Keeps a template under a new name, or as the next version of one that is kept; says which version it is then. What the
 * newest version says already makes no other one. Throws `ConflictError`, and saves nothing, when somebody has saved a
 * version that the caller has not seen, `NotFoundError` when the template was deleted meanwhile, `InvalidInputError` for a
 * name that is in use.
 */
export const saveTemplate = defineVerb({
  name: 'saveTemplate',
  right: 'run',
  audit: 'noted',
  input: saveTemplateInput,
  run,
});

function run(ctx: Context, input: Parsed<typeof saveTemplateInput>): Promise<TemplateOrigin> {
  const { template, name = '', templateId, seenVersion } = input;
  return changeTemplates(ctx, async (tx, templates) => {
    const saved =
      templateId === undefined
        ? await addNamed(tx, templates, name, template)
        : await addVersion(tx, templates, { templateId, seenVersion, template });
    if (saved.isNew) {
      const { templateId: id, name: called, version } = saved.origin;
      const thing = { kind: 'template', id, name: called } as const;
      await tx.audit.write({ verb: 'saveTemplate', thing, after: `version: ${version}` });
    }
    return saved.origin;
  });
}

interface Saved {
  readonly origin: TemplateOrigin;
  readonly isNew: boolean;
}

async function addNamed(tx: Context, templates: Templates, name: string, template: Template): Promise<Saved> {
  const nameBeside: Parameters<typeof addTemplate>[2]['nameBeside'] = (names) => {
    assertFreeName(name, names, null);
    return name;
  };
  return { origin: await addTemplate(tx, templates, { template, nameBeside }), isNew: true };
}

interface NextVersion {
  readonly templateId: string;
  readonly seenVersion: number | undefined;
  readonly template: Template;
}

async function addVersion(
  tx: Context,
  templates: Templates,
  { templateId, seenVersion, template }: NextVersion,
): Promise<Saved> {
  const kept = await templates.find(templateId);
  if (kept === null) throw new NotFoundError('The template was deleted meanwhile. Save this one under a name.');
  const { name, versions } = kept;
  const newest = versions.length;
  if (newest !== seenVersion) {
    throw new ConflictError(
      `Somebody saved version ${newest} of ${name} meanwhile. Look at it, then save yours again or under another name.`,
    );
  }
  if (isDeepStrictEqual(await templates.findVersion(templateId, newest), template))
    return { origin: { templateId, name, version: newest }, isNew: false };
  if (newest >= mostVersions)
    throw new WrongStateError(`${name} has 1,000 versions, which is the most. Save this one under another name.`);
  const version = newest + 1;
  await templates.addVersion(templateId, {
    number: version,
    template,
    createdAt: tx.clock.now(),
    createdBy: tx.actor,
  });
  return { origin: { templateId, name, version }, isNew: true };
}
