'use client';

import { Plus, X } from 'lucide-react';
import type { FieldErrors } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { type AnswerField, type FieldType, fieldTypes } from '#lib/shared/contract/template.ts';
import { fieldTypeWords } from './answer-words.ts';
import { emptyField } from './template-draft.ts';

interface AnswerFieldsProps {
  readonly fields: readonly AnswerField[];
  readonly onChange: (fields: readonly AnswerField[]) => void;
  readonly errors: FieldErrors;
}

const typeOptions = fieldTypes.map((type) => ({ value: type, label: fieldTypeWords[type] }));

/** The columns that the model fills in: name, type and what should stand there. */
export function AnswerFields({ fields, onChange, errors }: AnswerFieldsProps) {
  const change = (at: number, changed: Partial<AnswerField>): void =>
    onChange(fields.map((field, index) => (index === at ? { ...field, ...changed } : field)));
  return (
    <fieldset>
      <legend className="mb-1.5">
        <span className="font-medium">Fields</span>
        <span className="ml-1.5 text-ink-3">each becomes a column of your results</span>
      </legend>
      <div className="overflow-hidden rounded-lg border border-line-strong bg-raised">
        <div aria-hidden className={`${rowClasses} bg-sunken py-[7px] text-sm text-ink-3 max-md:hidden`}>
          <span>Name</span>
          <span>Type</span>
          <span>Description, or the choices</span>
        </div>
        {fields.map((field, at) => (
          <FieldRow
            // The names change while they are typed.
            key={at}
            number={at + 1}
            field={field}
            error={errors[`fields.${at}`] ?? null}
            onChange={(changed) => change(at, changed)}
            onRemove={fields.length === 1 ? null : () => onChange(fields.filter((_, index) => index !== at))}
          />
        ))}
        <div className="flex items-center gap-3 border-t border-line p-2 text-sm text-ink-3">
          <Button size="small" onClick={() => onChange([...fields, emptyField])}>
            <Plus aria-hidden />
            Add field
          </Button>
          {fields.length > 1 && <span>Every answer has all {fields.length}, in this order.</span>}
        </div>
      </div>
      {errors['fields'] !== undefined && (
        <p role="alert" className="mt-1.5 text-sm text-failed-text">
          {errors['fields']}
        </p>
      )}
    </fieldset>
  );
}

const rowClasses =
  'grid grid-cols-[148px_148px_minmax(0,1fr)_32px] items-start gap-2 p-2 pl-3 max-md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_44px]';

interface FieldRowProps {
  readonly number: number;
  readonly field: AnswerField;
  readonly error: string | null;
  readonly onChange: (changed: Partial<AnswerField>) => void;
  /** Null for the last one. */
  readonly onRemove: (() => void) | null;
}

function FieldRow({ number, field, error, onChange, onRemove }: FieldRowProps) {
  const name = field.name.trim() === '' ? `field ${number}` : field.name.trim();
  const isList = field.type === 'choices';
  return (
    <div className={`${rowClasses} border-t border-line first:border-t-0`}>
      <Field label={<span className="sr-only">Name of field {number}</span>} error={error} className="gap-0">
        <Input
          value={field.name}
          maxLength={64}
          autoComplete="off"
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      <Select<FieldType>
        label={`Type of ${name}`}
        value={field.type}
        options={typeOptions}
        onChange={(type) => onChange({ type, ...(type === 'choices' ? {} : { choices: [] }) })}
      />
      <div className="max-md:col-span-3 max-md:row-start-2">
        <Input
          // Another kind of text has another memory of what was typed.
          key={isList ? 'choices' : 'description'}
          aria-label={isList ? `Choices of ${name}` : `Description of ${name}`}
          placeholder={isList ? 'positive, neutral, negative' : 'What should stand there'}
          defaultValue={isList ? field.choices.join(', ') : field.description}
          autoComplete="off"
          onChange={({ target: { value } }) => onChange(isList ? { choices: listOf(value) } : { description: value })}
        />
      </div>
      {onRemove !== null && (
        <Button
          variant="quiet"
          isIcon
          size="small"
          aria-label={`Remove ${name}`}
          onClick={onRemove}
          className="self-center max-md:col-start-3 max-md:row-start-1"
        >
          <X aria-hidden />
        </Button>
      )}
    </div>
  );
}

function listOf(text: string): string[] {
  return text
    .split(/[,;]/u)
    .map((choice) => choice.trim())
    .filter((choice) => choice !== '');
}
