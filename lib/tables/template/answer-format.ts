import type { AnswerField, Template } from '#lib/shared/contract/template.ts';

type Json = Template['parameters'][string];

/** The member of the answer that holds one of a list: strict schemas are objects. */
export const choiceMember = 'answer';

/**
 * The member of a request's body that makes the model answer in the template's shape: `response_format` of chat
 * completions, `text.format` of responses (OpenAI, Structured Outputs). Empty where any text will do.
 */
export function answerFormat({ answer, endpoint }: Template): Readonly<Record<string, Json>> {
  if (answer.kind === 'text' || answer.kind === 'vector') return {};
  const fields: readonly AnswerField[] =
    answer.kind === 'fields'
      ? answer.fields
      : [{ name: choiceMember, type: 'choices', description: '', choices: answer.choices }];
  const named = { name: 'answer', strict: true, schema: schemaOf(fields) };
  return endpoint === '/v1/responses'
    ? { text: { format: { type: 'json_schema', ...named } } }
    : { response_format: { type: 'json_schema', json_schema: named } };
}

/** Strict schemas require every member and allow no other. */
function schemaOf(fields: readonly AnswerField[]): Json {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, propertyOf(field)])),
    required: fields.map(({ name }) => name),
    additionalProperties: false,
  };
}

const jsonTypes = { text: 'string', number: 'number', whole_number: 'integer', yes_no: 'boolean', choices: 'string' };

function propertyOf({ type, description, choices }: AnswerField): Json {
  return {
    type: jsonTypes[type],
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    ...(type === 'choices' ? { enum: [...choices] } : {}),
  };
}
