'use client';

import { useMemo } from 'react';
import type { FieldErrors } from '#components/live/use-form.ts';
import { useCan } from '#components/rights/page-frame.tsx';
import { findTemplateProblems } from '#lib/tables/template/find-problems.ts';
import { AnswerAs } from './answer-as.tsx';
import type { BuiltTable, Where } from './built-table.ts';
import { ConnectionField } from './connection-field.tsx';
import { ModelField } from './model-field.tsx';
import { MoreSettings } from './more-settings.tsx';
import { Preview } from './preview.tsx';
import { PromptField } from './prompt-field.tsx';
import { ResultsLook } from './results-look.tsx';
import { RowNamesField } from './row-names-field.tsx';
import { type TemplateDraft, previewTemplate } from './template-draft.ts';

interface BuilderProps {
  readonly table: BuiltTable;
  readonly draft: TemplateDraft;
  readonly onChange: (changed: Partial<TemplateDraft>) => void;
  readonly errors: FieldErrors;
  readonly where: Where;
}

/** What to ask about each row, beside three finished requests. */
export function Builder({ table, draft, onChange, errors, where }: BuilderProps) {
  const { columns, batchId, revision, firstRows, rows } = table;
  const template = useMemo(() => previewTemplate(draft), [draft]);
  const problems = findTemplateProblems(template, columns);
  const allErrors = withColumnErrors(errors, problems);
  const canRun = useCan('run');
  return (
    <div className="grid items-start gap-x-14 gap-y-10 xl:grid-cols-[minmax(0,1fr)_420px]">
      <div className="grid gap-[22px] *:min-w-0">
        {draft.answerKind !== 'vector' && (
          <Prompts draft={draft} onChange={onChange} columns={columns} errors={errors} problems={problems} />
        )}
        <div className="grid gap-x-5 gap-y-[22px] md:grid-cols-2">
          <ModelField
            value={draft.model}
            onChange={(model) => onChange({ model })}
            connectionId={canRun ? where.connectionId : null}
            error={errors['model'] ?? null}
          />
          <ConnectionField {...where} />
        </div>
        <AnswerAs draft={draft} onChange={onChange} columns={columns} errors={allErrors} />
        <RowNamesField
          table={table}
          value={draft.nameColumn}
          onChange={(nameColumn) => onChange({ nameColumn })}
          error={allErrors['nameColumn'] ?? null}
        />
        <MoreSettings draft={draft} onChange={onChange} columns={columns} errors={allErrors} />
        <ResultsLook table={table} answer={template.answer} />
      </div>
      <Preview
        batchId={batchId}
        revision={revision}
        template={template}
        columns={columns}
        firstRows={firstRows}
        totalRows={rows}
      />
    </div>
  );
}

interface PromptsProps extends Pick<BuilderProps, 'draft' | 'onChange' | 'errors'> {
  readonly columns: readonly string[];
  readonly problems: ReturnType<typeof findTemplateProblems>;
}

function Prompts({ draft, onChange, columns, errors, problems }: PromptsProps) {
  return (
    <>
      <PromptField
        label="Prompt"
        value={draft.prompt}
        onChange={(prompt) => onChange({ prompt })}
        columns={columns}
        error={errors['prompt'] ?? null}
        problems={problems.filter(({ field }) => field === 'prompt')}
        placeholder={`Sort this review: {{${columns[0] ?? 'text'}}}`}
        minRows={4}
        hasButtons
      />
      <PromptField
        label="System text"
        note="if you like: who the model should be, what to look out for"
        value={draft.system}
        onChange={(system) => onChange({ system })}
        columns={columns}
        error={errors['system'] ?? null}
        problems={problems.filter(({ field }) => field === 'system')}
        minRows={1}
      />
    </>
  );
}

/** A kept template may name columns that this table does not have. */
function withColumnErrors(errors: FieldErrors, problems: ReturnType<typeof findTemplateProblems>): FieldErrors {
  const found: Record<string, string> = { ...errors };
  for (const { field, column } of problems) {
    if (field === 'prompt' || field === 'system' || column === '') continue;
    found[field === 'answer' ? 'vectorColumn' : field] ??= `The table has no column ${column}. Choose another one.`;
  }
  return found;
}
