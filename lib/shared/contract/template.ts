import * as z from 'zod/mini';
import type { Immutable } from './immutable.ts';

/*
 * A template makes a request of each row of a table: prompt and system text with `{{column}}` places, model, parameters,
 * and what the answer should be. What is exported as JSON, kept in the record of a batch and given to `fromTable` is this
 * shape.
 */

export const templateEndpoints = ['/v1/chat/completions', '/v1/responses'] as const;
export type TemplateEndpoint = (typeof templateEndpoints)[number];

const choice = z
  .string()
  .check(z.trim(), z.minLength(1, 'A choice is empty.'), z.maxLength(500, 'Use choices of at most 500 characters.'));
const choicesSchema = z.array(choice).check(
  z.minLength(2, 'Give at least two choices, one a line.'),
  z.maxLength(500, 'Use at most 500 choices.'),
  z.refine((all) => new Set(all).size === all.length, 'Two choices are the same.'),
);

export const fieldTypes = ['text', 'number', 'whole_number', 'yes_no', 'choices'] as const;
export type FieldType = (typeof fieldTypes)[number];

const answerFieldSchema = z.strictObject({
  /** The name of its column in the results, and of its member in the answer. */
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, 'Give the field a name.'),
      z.maxLength(64, 'Use names of at most 64 characters.'),
      z.regex(/^\P{Cc}*$/u, 'Use a name without control characters.'),
    ),
  type: z.enum(fieldTypes),
  /** What the model should write there; empty for none. */
  description: z.string().check(z.maxLength(2000, 'Use descriptions of at most 2,000 characters.')),
  /** Of the type `choices`; empty otherwise. */
  choices: z.array(choice),
});
export type AnswerField = Immutable<z.infer<typeof answerFieldSchema>>;

const fieldsSchema = z.array(answerFieldSchema).check(
  z.minLength(1, 'Add at least one field.'),
  z.maxLength(100, 'Use at most 100 fields.'),
  z.refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'Two fields have the same name.'),
  z.refine(
    (all) => all.every(({ type, choices }) => type !== 'choices' || choicesSchema.safeParse(choices).success),
    'A field that is one of a list needs at least two different choices.',
  ),
);

const answerSchema = z.discriminatedUnion('kind', [
  /** In the model's own words. */
  z.strictObject({ kind: z.literal('text') }),
  /** One of a list, and never another word. */
  z.strictObject({ kind: z.literal('choices'), choices: choicesSchema }),
  /** Several columns at once. */
  z.strictObject({ kind: z.literal('fields'), fields: fieldsSchema }),
  /** The embedding of one column. */
  z.strictObject({ kind: z.literal('vector'), column: z.string().check(z.minLength(1, 'Choose a column.')) }),
]);
export type TemplateAnswer = Immutable<z.infer<typeof answerSchema>>;
export type AnswerKind = TemplateAnswer['kind'];

/** Any JSON. It holds itself, so the description of the API gives it a name. */
export const jsonValueSchema = z.json();

/** What a template makes itself: parameters may not name it. */
const ownMembers: readonly string[] = ['model', 'messages', 'input', 'instructions', 'stream'];

export const templateSchema = z
  .strictObject({
    /** Of this shape. */
    version: z.literal(1),
    /** Where chat answers come from; a vector always goes to `/v1/embeddings`. */
    endpoint: z.enum(templateEndpoints),
    model: z.string().check(z.trim(), z.minLength(1, 'Name the model.'), z.maxLength(200, 'Use the name of a model.')),
    /** Empty for none. */
    system: z.string(),
    prompt: z.string(),
    answer: answerSchema,
    /** A column with the address of an image, which is sent beside the prompt; a row without one sends none. */
    imageColumn: z.nullable(z.string()),
    /** The column that gives each row its custom_id; null: rows are numbered as in the sheet, `row-2` and on. */
    nameColumn: z.nullable(z.string()),
    /** How numbers are put in: as the workbook shows them, or the value as stored. */
    numbers: z.enum(['shown', 'raw']),
    /** Members of the request's body, such as `temperature`. */
    parameters: z.record(z.string(), jsonValueSchema),
  })
  .check(
    z.refine(({ answer, prompt }) => answer.kind === 'vector' || prompt.trim() !== '', {
      message: 'Write what to ask about each row.',
      path: ['prompt'],
    }),
    z.refine(({ parameters }) => !ownMembers.some((name) => Object.hasOwn(parameters, name)), {
      message: 'The template itself sets model, messages, input, instructions and stream: leave them out here.',
      path: ['parameters'],
    }),
  );
/** As it is handed to a verb. */
export type TemplateInput = z.infer<typeof templateSchema>;
export type Template = Immutable<TemplateInput>;

/** Which kept template made a batch, as it was called then. */
export const templateOriginSchema = z.strictObject({
  templateId: z.string(),
  name: z.string(),
  version: z.int().check(z.positive()),
});
export type TemplateOrigin = z.infer<typeof templateOriginSchema>;
