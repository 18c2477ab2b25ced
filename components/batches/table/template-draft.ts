import type { FieldErrors } from '#components/live/use-form.ts';
import {
  type AnswerField,
  type AnswerKind,
  type Template,
  type TemplateEndpoint,
  type TemplateInput,
  type TemplateOrigin,
  templateSchema,
} from '#lib/shared/contract/template.ts';

/** A template while it is written: what stands in the fields of the form, right or wrong. */
export interface TemplateDraft {
  readonly endpoint: TemplateEndpoint;
  readonly model: string;
  readonly system: string;
  readonly prompt: string;
  readonly answerKind: AnswerKind;
  /** One a line. */
  readonly choices: string;
  readonly fields: readonly AnswerField[];
  readonly vectorColumn: string | null;
  readonly imageColumn: string | null;
  readonly nameColumn: string | null;
  readonly numbers: Template['numbers'];
  readonly maxTokens: string;
  readonly temperature: string;
  /** JSON of other members of the body; empty for none. */
  readonly body: string;
  /** The kept version that it began with, whatever was changed since. */
  readonly origin: TemplateOrigin | null;
}

/** A template to begin with. */
export interface GivenTemplate {
  readonly template: Template;
  readonly origin: TemplateOrigin | null;
}

export const emptyField: AnswerField = { name: '', type: 'text', description: '', choices: [] };

export function emptyDraft(model: string): TemplateDraft {
  return {
    endpoint: '/v1/chat/completions',
    model,
    system: '',
    prompt: '',
    answerKind: 'text',
    choices: '',
    fields: [emptyField],
    vectorColumn: null,
    imageColumn: null,
    nameColumn: null,
    numbers: 'shown',
    maxTokens: '',
    temperature: '',
    body: '',
    origin: null,
  };
}

export function draftOf({ template, origin }: GivenTemplate): TemplateDraft {
  const { answer, parameters } = template;
  const { temperature, ...others } = parameters;
  const member = maxTokensMember(template);
  const { [member]: maxTokens, ...rest } = others;
  const isShown = (value: unknown): value is number | undefined => value === undefined || typeof value === 'number';
  const body = {
    ...rest,
    ...(isShown(maxTokens) ? {} : { [member]: maxTokens }),
    ...(isShown(temperature) ? {} : { temperature }),
  };
  return {
    ...emptyDraft(template.model),
    origin,
    endpoint: template.endpoint,
    system: template.system,
    prompt: template.prompt,
    answerKind: answer.kind,
    choices: answer.kind === 'choices' ? answer.choices.join('\n') : '',
    fields: answer.kind === 'fields' ? answer.fields : [emptyField],
    vectorColumn: answer.kind === 'vector' ? answer.column : null,
    imageColumn: template.imageColumn,
    nameColumn: template.nameColumn,
    numbers: template.numbers,
    maxTokens: isShown(maxTokens) ? String(maxTokens ?? '') : '',
    temperature: isShown(temperature) ? String(temperature ?? '') : '',
    body: Object.keys(body).length === 0 ? '' : JSON.stringify(body, null, 2),
  };
}

/** What limits the length of an answer: newer models of OpenAI refuse `max_tokens` (its API reference). */
function maxTokensMember({ endpoint, model }: Pick<Template, 'endpoint' | 'model'>): string {
  if (endpoint === '/v1/responses') return 'max_output_tokens';
  return /^(o\d|gpt-5)/u.test(model.trim()) ? 'max_completion_tokens' : 'max_tokens';
}

export type FinishedTemplate =
  | { readonly ok: true; readonly template: TemplateInput }
  | { readonly ok: false; readonly errors: FieldErrors };

/** The template that the form says, or a sentence for each field that is wrong, under the field's name. */
export function finishTemplate(draft: TemplateDraft): FinishedTemplate {
  const errors: Record<string, string> = {};
  const parameters = parametersOf(draft, errors);
  const parsed = templateSchema.safeParse(shapeOf(draft, parameters));
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) errors[fieldOf(path, draft.answerKind)] ??= message;
  }
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, template: parsed.data }
    : { ok: false, errors };
}

/** As it is for now, for the preview: wrong or not. */
export function previewTemplate(draft: TemplateDraft): Template {
  return shapeOf(draft, parametersOf(draft, {}));
}

function shapeOf(draft: TemplateDraft, parameters: Template['parameters']): Template {
  const { endpoint, model, system, prompt, imageColumn, nameColumn, numbers } = draft;
  return {
    version: 1,
    endpoint,
    model: model.trim(),
    system: system.trim() === '' ? '' : system,
    prompt,
    answer: answerOf(draft),
    imageColumn: draft.answerKind === 'vector' ? null : imageColumn,
    nameColumn,
    numbers,
    parameters,
  };
}

function answerOf({ answerKind, choices, fields, vectorColumn }: TemplateDraft): Template['answer'] {
  switch (answerKind) {
    case 'text':
      return { kind: 'text' };
    case 'choices':
      return { kind: 'choices', choices: linesOf(choices) };
    case 'fields':
      return { kind: 'fields', fields: fields.map((field) => ({ ...field, name: field.name.trim() })) };
    case 'vector':
      return { kind: 'vector', column: vectorColumn ?? '' };
  }
}

/** Without the empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function parametersOf(draft: TemplateDraft, errors: Record<string, string>): Template['parameters'] {
  const { maxTokens, temperature, body, answerKind } = draft;
  if (answerKind === 'vector') return bodyOf(body, errors);
  return {
    ...(temperature.trim() === '' ? {} : { temperature: numberOf(temperature, 'temperature', errors) }),
    ...(maxTokens.trim() === '' ? {} : { [maxTokensMember(draft)]: numberOf(maxTokens, 'maxTokens', errors) }),
    ...bodyOf(body, errors),
  };
}

function numberOf(text: string, field: 'temperature' | 'maxTokens', errors: Record<string, string>): number {
  const value = Number(text.trim().replace(',', '.'));
  const isRight = field === 'maxTokens' ? Number.isInteger(value) && value > 0 : value >= 0 && value <= 2;
  if (isRight) return value;
  errors[field] = field === 'maxTokens' ? 'Write a whole number above 0.' : 'Write a number from 0 to 2.';
  return 0;
}

function bodyOf(text: string, errors: Record<string, string>): Template['parameters'] {
  if (text.trim() === '') return {};
  try {
    const parsed = templateSchema.def.shape.parameters.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    errors['body'] = 'Write one JSON object, such as {"seed": 7}.';
  } catch (error) {
    const reason = error instanceof Error ? ` (${error.message})` : '';
    errors['body'] = `This is no JSON${reason}. Write one object, such as {"seed": 7}.`;
  }
  return {};
}

/** The field of the form that a path of the schema is about. */
function fieldOf(path: readonly PropertyKey[], kind: AnswerKind): string {
  const [first, second, index] = path.map(String);
  if (first === 'parameters') return 'body';
  if (first !== 'answer') return first ?? 'prompt';
  if (kind === 'fields') return index === undefined ? 'fields' : `fields.${index}`;
  return second === 'column' ? 'vectorColumn' : 'choices';
}
