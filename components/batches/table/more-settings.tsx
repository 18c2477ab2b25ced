'use client';

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { FieldErrors } from '#components/live/use-form.ts';
import { cn } from '#components/ui/class-names.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import type { TemplateDraft } from './template-draft.ts';

interface MoreSettingsProps {
  readonly draft: TemplateDraft;
  readonly onChange: (changed: Partial<TemplateDraft>) => void;
  readonly columns: readonly string[];
  readonly errors: FieldErrors;
}

const none = '#';

/** What most people leave as it is. */
export function MoreSettings({ draft, onChange, columns, errors }: MoreSettingsProps) {
  const isWrong = ['maxTokens', 'temperature', 'body', 'imageColumn'].some((name) => errors[name] !== undefined);
  const [isOpen, setOpen] = useState(isChanged(draft));
  const isShown = isOpen || isWrong;
  return (
    <section aria-label="More settings">
      <button
        type="button"
        aria-expanded={isShown}
        onClick={() => setOpen(!isShown)}
        className="flex items-center gap-2 rounded-xs py-1 text-left font-medium text-ink-2 hover:text-ink max-md:min-h-11"
      >
        <ChevronRight aria-hidden className={cn('size-3.5 text-ink-3 transition-transform', isShown && 'rotate-90')} />
        <span>
          More settings <span className="text-sm font-normal text-ink-3">length, temperature, images, numbers</span>
        </span>
      </button>
      {isShown && (
        <div className="mt-4 grid gap-x-5 gap-y-[22px] md:grid-cols-2">
          {draft.answerKind !== 'vector' && (
            <>
              <AnswerLimits draft={draft} onChange={onChange} errors={errors} />
              <WhereAndImages draft={draft} onChange={onChange} columns={columns} errors={errors} />
            </>
          )}
          <NumbersAndBody draft={draft} onChange={onChange} errors={errors} />
        </div>
      )}
    </section>
  );
}

type SettingsProps = Omit<MoreSettingsProps, 'columns'>;

function AnswerLimits({ draft, onChange, errors }: SettingsProps) {
  return (
    <>
      <Field
        label="Longest answer"
        note="in tokens"
        error={errors['maxTokens'] ?? null}
        description="An answer that is longer is cut off. Empty: as long as the model allows."
      >
        <Input
          value={draft.maxTokens}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => onChange({ maxTokens: event.target.value })}
        />
      </Field>
      <Field
        label="Temperature"
        error={errors['temperature'] ?? null}
        description="0 for the same answer each time, up to 2 for variety. Some models allow none."
      >
        <Input
          value={draft.temperature}
          inputMode="decimal"
          autoComplete="off"
          onChange={(event) => onChange({ temperature: event.target.value })}
        />
      </Field>
    </>
  );
}

function WhereAndImages({ draft, onChange, columns, errors }: MoreSettingsProps) {
  return (
    <>
      <Field
        label="Images"
        error={errors['imageColumn'] ?? null}
        description="A column with addresses of images. Each row’s image is sent with its prompt."
      >
        <Select
          value={draft.imageColumn ?? none}
          onChange={(column) => onChange({ imageColumn: column === none ? null : column })}
          options={[
            { value: none, label: 'None' },
            ...columns.map((column) => ({ value: column, label: `From column ${column}` })),
          ]}
        />
      </Field>
      <Field label="Endpoint" description="Both give the same answers. Not every provider has Responses.">
        <Select
          value={draft.endpoint}
          onChange={(endpoint) => onChange({ endpoint })}
          options={[
            { value: '/v1/chat/completions', label: 'Chat completions' },
            { value: '/v1/responses', label: 'Responses' },
          ]}
        />
      </Field>
    </>
  );
}

function NumbersAndBody({ draft, onChange, errors }: SettingsProps) {
  return (
    <>
      <Field label="Numbers" description="How numbers of a workbook are put in: $1,234.50 or 1234.5.">
        <Select
          value={draft.numbers}
          onChange={(numbers) => onChange({ numbers })}
          options={[
            { value: 'shown', label: 'As the table shows them' },
            { value: 'raw', label: 'As plain numbers' },
          ]}
        />
      </Field>
      <Field
        label="Other members of the body"
        note="JSON"
        error={errors['body'] ?? null}
        className="md:col-span-2"
        description="Added to every request as they are, for settings that have no field here."
      >
        <Textarea
          value={draft.body}
          rows={2}
          spellCheck={false}
          placeholder={'{"seed": 7}'}
          onChange={(event) => onChange({ body: event.target.value })}
          className="mono field-sizing-content"
        />
      </Field>
    </>
  );
}

function isChanged({ maxTokens, temperature, body, imageColumn, endpoint, numbers }: TemplateDraft): boolean {
  return (
    [maxTokens, temperature, body].some((text) => text !== '') ||
    imageColumn !== null ||
    endpoint !== '/v1/chat/completions' ||
    numbers !== 'shown'
  );
}
