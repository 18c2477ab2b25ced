import * as z from 'zod/mini';
import { idOr } from './id-input.ts';

/* What pages ask for about kept templates; what they save is in `kept-template.ts`. */

export const maxTemplateName = 120;

export const templateName = z.string().check(
  z.overwrite((name) => name.toWellFormed()),
  z.trim(),
  z.minLength(1, 'Give the template a name.'),
  z.maxLength(maxTemplateName, `Use a name of at most ${maxTemplateName} characters.`),
  z.regex(/^\P{Cc}*$/u, 'Use a name without control characters.'),
);

/** By this names are compared: no two templates of a workspace differ by capitals alone. */
export function templateNameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

const templateId = idOr('There is no such template. Load the page again.');

export const templateIdInput = z.object({ templateId });

export const templateVersionInput = z.object({
  templateId,
  /** The newest one by default. */
  version: z.optional(z.int('Versions are numbers, from 1 on.').check(z.positive('Versions are numbers, from 1 on.'))),
});

export const renameTemplateInput = z.object({ templateId, name: templateName });

/** More than this no page sends. */
export const maxTemplateFileBytes = 1_000_000;

export const importTemplateInput = z.object({
  /** What the file holds. */
  text: z.string().check(z.maxLength(maxTemplateFileBytes, 'This file is larger than 1 MB, which no template is.')),
  /** Gives the template its name where the file has none. */
  fileName: z.string().check(z.maxLength(1_000, 'Use a file name of at most 1,000 characters.')),
});
