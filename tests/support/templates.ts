import { type Template, type TemplateInput, templateSchema } from '#lib/shared/contract/template.ts';

/** A template for a table with the columns `id`, `text` and `price`. */
export function makeTemplate(members: Partial<Template> = {}): TemplateInput {
  return templateSchema.parse({
    version: 1,
    endpoint: '/v1/chat/completions',
    model: 'gpt-4o-mini',
    system: '',
    prompt: 'Sort this review: {{text}}',
    answer: { kind: 'text' },
    imageColumn: null,
    nameColumn: null,
    numbers: 'shown',
    parameters: {},
    ...members,
  });
}
