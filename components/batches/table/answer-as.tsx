'use client';

import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Columns3, List, ScatterChart, Text } from 'lucide-react';
import type { FieldErrors } from '#components/live/use-form.ts';
import { Field } from '#components/ui/field.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Select } from '#components/ui/select.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import type { AnswerKind } from '#lib/shared/contract/template.ts';
import { AnswerFields } from './answer-fields.tsx';
import { answerKindWords } from './answer-words.ts';
import { type TemplateDraft, linesOf } from './template-draft.ts';

interface AnswerAsProps {
  readonly draft: TemplateDraft;
  readonly onChange: (changed: Partial<TemplateDraft>) => void;
  readonly columns: readonly string[];
  readonly errors: FieldErrors;
}

const kinds: readonly { readonly kind: AnswerKind; readonly Icon: typeof Text }[] = [
  { kind: 'text', Icon: Text },
  { kind: 'choices', Icon: List },
  { kind: 'fields', Icon: Columns3 },
  { kind: 'vector', Icon: ScatterChart },
];

/** What the model is to answer with; the part below says more of the chosen kind. */
export function AnswerAs({ draft, onChange, columns, errors }: AnswerAsProps) {
  return (
    <>
      <div>
        <span id="answer-as" className="mb-1.5 block font-medium">
          Answer as
        </span>
        <RadioGroup
          aria-labelledby="answer-as"
          value={draft.answerKind}
          onValueChange={(answerKind: AnswerKind) => onChange({ answerKind })}
          className="grid overflow-hidden rounded-md border border-line-control bg-raised max-md:divide-y max-md:divide-line md:grid-cols-4 md:divide-x md:divide-line"
        >
          {kinds.map(({ kind, Icon }) => (
            <label
              key={kind}
              className="relative min-w-0 cursor-pointer px-3 pt-2.5 pb-[11px] hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-ring has-data-checked:bg-primary-soft has-data-checked:inset-ring-2 has-data-checked:inset-ring-primary"
            >
              <Radio.Root value={kind} className="absolute size-px overflow-hidden opacity-0" />
              <span className="flex items-center gap-[7px] font-bold whitespace-nowrap">
                <Icon aria-hidden className="size-4 text-ink-3" />
                {answerKindWords[kind].title}
              </span>
              <span className="mt-[3px] block text-sm text-pretty text-ink-3">{answerKindWords[kind].text}</span>
            </label>
          ))}
        </RadioGroup>
      </div>
      <AnswerDetails draft={draft} onChange={onChange} columns={columns} errors={errors} />
    </>
  );
}

function AnswerDetails({ draft, onChange, columns, errors }: AnswerAsProps) {
  const format = useFormat();
  switch (draft.answerKind) {
    case 'text':
      return null;
    case 'choices': {
      const count = linesOf(draft.choices).length;
      return (
        <Field
          label="Choices"
          note="one a line"
          error={errors['choices'] ?? null}
          description={
            count < 2
              ? 'The words that the model may answer with.'
              : `The answer will be exactly one of these ${format.number(count)}, never another word.`
          }
        >
          <Textarea
            value={draft.choices}
            rows={3}
            placeholder={'positive\nneutral\nnegative'}
            onChange={(event) => onChange({ choices: event.target.value })}
            className="field-sizing-content"
          />
        </Field>
      );
    }
    case 'fields':
      return <AnswerFields fields={draft.fields} errors={errors} onChange={(fields) => onChange({ fields })} />;
    case 'vector':
      return (
        <Field
          label="Column"
          error={errors['vectorColumn'] ?? null}
          description="The text of this column becomes a list of numbers. Use an embedding model."
        >
          <Select
            value={draft.vectorColumn}
            placeholder="Choose a column"
            onChange={(vectorColumn) => onChange({ vectorColumn })}
            options={columns.map((column) => ({ value: column, label: column }))}
          />
        </Field>
      );
  }
}
