import type { AnswerKind, FieldType, Template } from '#lib/shared/contract/template.ts';

export const fieldTypeWords: Readonly<Record<FieldType, string>> = {
  text: 'Text',
  number: 'Number',
  whole_number: 'Whole number',
  yes_no: 'Yes or no',
  choices: 'One of a list',
};

export const answerKindWords: Readonly<Record<AnswerKind, { readonly title: string; readonly text: string }>> = {
  text: { title: 'Text', text: 'In the model’s own words' },
  choices: { title: 'One of a list', text: 'Only the words you allow' },
  fields: { title: 'Fields', text: 'Several columns at once' },
  vector: { title: 'Vector', text: 'Numbers, for search' },
};

/** The columns that come back, each with what will stand in it. */
export function answerColumns(answer: Template['answer']): readonly { readonly name: string; readonly what: string }[] {
  switch (answer.kind) {
    case 'text':
      return [{ name: 'answer', what: 'text' }];
    case 'choices':
      return [{ name: 'answer', what: `one of ${answer.choices.length}` }];
    case 'vector':
      return [{ name: 'answer', what: 'numbers' }];
    case 'fields':
      return answer.fields.map(({ name, type, choices }) => ({
        name,
        what: type === 'choices' ? `one of ${choices.length}` : fieldTypeWords[type].toLowerCase(),
      }));
  }
}
