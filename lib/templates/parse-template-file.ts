import type { z } from 'zod';
import { InvalidInputError } from '#lib/errors.ts';
import { templateFileSchema } from '#lib/shared/contract/kept-template.ts';
import type { Template } from '#lib/shared/contract/template.ts';

interface ParsedTemplate {
  /** Null for a template that nobody has named. */
  readonly name: string | null;
  readonly template: Template;
}

/**
 * Parses what an exported file holds: a template, with its name or without. Throws `InvalidInputError` with a sentence
 * that says what is wrong, and where.
 */
export function parseTemplateFile(value: unknown): ParsedTemplate {
  const version = memberOf(value, ['version']);
  if (typeof version === 'number' && version > 1) {
    throw new InvalidInputError(
      'This template was exported by a newer version of LangBatch. Update LangBatch, then import it again.',
    );
  }
  const parsed = templateFileSchema.safeParse(value);
  if (parsed.success) {
    const { name = null, ...template } = parsed.data;
    return { name, template };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidInputError(
      'This is JSON, but not a template: a template is one object, in braces, as Export writes it.',
    );
  if ('custom_id' in value)
    throw new InvalidInputError('This is a request of a batch, not a template. Use New batch for a file of requests.');
  const [issue] = parsed.error.issues;
  const problem = issue === undefined ? '' : ` ${sentenceOf(issue, value)}`;
  throw new InvalidInputError(`This is not a template that can be used.${problem}`, {}, { cause: parsed.error });
}

const kindWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function sentenceOf(issue: z.core.$ZodIssue, file: unknown): string {
  const place = issue.path.map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return `It has the member ${[place, issue.keys[0]].filter(Boolean).join('.')}, which no template has.`;
    case 'invalid_type': {
      const isMissing = memberOf(file, issue.path) === undefined;
      return isMissing
        ? `The member ${place} is missing.`
        : `The member ${place} must be ${kindWords[issue.expected] ?? issue.expected}.`;
    }
    case 'invalid_value':
      return `The member ${place} must be ${listOf(issue.values.map(String))}.`;
    case 'invalid_union':
      return 'options' in issue && issue.options !== undefined
        ? `The member ${place} must be ${listOf(issue.options.map(String))}.`
        : `The member ${place} cannot be used.`;
    default:
      return place === '' ? issue.message : `${place}: ${issue.message}`;
  }
}

function listOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function memberOf(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, name) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, name)
        ? Reflect.get(inside, name)
        : undefined,
    value,
  );
}
