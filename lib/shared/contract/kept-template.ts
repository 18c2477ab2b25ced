import * as z from 'zod/mini';
import { namedActorSchema } from './actor.ts';
import type { Immutable } from './immutable.ts';
import { templateIdInput, templateName, templateVersionInput } from './template-inputs.ts';
import { type Template, templateSchema } from './template.ts';

const maxTextLength = 1_000_000;
const maxParametersLength = 100_000;

/** Whoever keeps a template reads it again, and so does each page that shows it. */
const templateToKeep = templateSchema.check(
  z.refine(({ prompt, system }) => prompt.length + system.length <= maxTextLength, {
    message: 'Prompt and system text together have more than 1,000,000 characters. Shorten them.',
    path: ['prompt'],
  }),
  z.refine(({ parameters }) => JSON.stringify(parameters).length <= maxParametersLength, {
    message: 'The parameters have more than 100,000 characters as JSON. Shorten them.',
    path: ['parameters'],
  }),
);

/** A new template by its `name`, or a new version of `templateId`. */
export const saveTemplateInput = z
  .object({
    template: templateToKeep,
    name: z.optional(templateName),
    templateId: z.optional(templateIdInput.shape.templateId),
    /** The newest version when it was opened: with a newer one nothing is saved. */
    seenVersion: templateVersionInput.shape.version,
  })
  .check(
    z.refine(({ name, templateId }) => (name === undefined) !== (templateId === undefined), {
      message: 'Give a new template a name, or say of which template this is a new version.',
      path: ['name'],
    }),
    z.refine(({ templateId, seenVersion }) => templateId === undefined || seenVersion !== undefined, {
      message: 'Say which version of the template you have seen.',
      path: ['seenVersion'],
    }),
  );

/**
 * An exported template: the template itself with its name beside. A file without a name is one too, so that what a script
 * has written can be imported.
 */
export const templateFileSchema = z.safeExtend(templateToKeep, { name: z.optional(templateName) });

/** The text of an exported file. */
export function writeTemplateFile(name: string, template: Template): string {
  return `${JSON.stringify({ name, ...template }, null, 2)}\n`;
}

const saved = { savedAt: z.string(), savedBy: namedActorSchema };

/** A template in a list, by its newest version. */
export const templateListItemSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The newest, which says how many there are. */
  version: z.number(),
  model: z.string(),
  /** The kind of its answer. */
  answer: z.string(),
  ...saved,
});
export type TemplateListItem = Immutable<z.infer<typeof templateListItemSchema>>;

const versionSchema = z.object({ number: z.number(), ...saved });

/** One version of a template, with what else there is of it. */
export const templateViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The one that `template` is. */
  version: z.number(),
  template: templateSchema,
  /** All of them, newest first. */
  versions: z.array(versionSchema),
});
export type TemplateView = Immutable<z.infer<typeof templateViewSchema>>;
