import { InvalidInputError } from '#lib/errors.ts';
import { findJsonError } from '#lib/jsonl/find-json-error.ts';
import { maxTemplateName, templateName } from '#lib/shared/contract/template-inputs.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { parseTemplateFile } from './parse-template-file.ts';

interface TemplateFile {
  readonly text: string;
  readonly fileName: string;
}

interface NamedTemplate {
  readonly name: string;
  readonly template: Template;
}

/**
 * Reads an exported template, called as the file says, else as the file is called. Throws `InvalidInputError` with a
 * sentence for a file that holds none.
 */
export function readTemplateFile({ text, fileName }: TemplateFile): NamedTemplate {
  const { name, template } = parseTemplateFile(parseJson(text.replace(/^\uFEFF/u, '')));
  return { name: name ?? nameOfFile(fileName), template };
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw new InvalidInputError('This file is empty. Choose a template that Export has written.');
  const position = findJsonError(text);
  if (position === null) return JSON.parse(text);
  if (position >= text.length)
    throw new InvalidInputError('This file ends in the middle of its JSON. Export the template again.');
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  throw new InvalidInputError(
    `This file is not JSON: line ${before.length}, column ${column} cannot be read. Choose a template that Export has written.`,
  );
}

function nameOfFile(fileName: string): string {
  const plain = fileName
    .replace(/\.json$/iu, '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, maxTemplateName)
    .toWellFormed();
  return templateName.safeParse(plain).data ?? 'Imported template';
}
