'use client';

import { cn } from '#components/ui/class-names.ts';
import { controlClasses } from '#components/ui/control-classes.ts';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import type { AuditLogName, AuditPage } from '#lib/shared/contract/audit.ts';
import { auditWords } from '#lib/shared/words/audit-words.ts';
import type { AuditState } from './audit-query.ts';

interface AuditFiltersProps extends Pick<AuditPage, 'people'> {
  readonly logs: readonly AuditLogName[];
  readonly state: AuditState;
  readonly onChange: (changes: Partial<AuditState>) => void;
}

const verbs = Object.entries(auditWords)
  .map(([value, label]) => ({ value, label }))
  .toSorted((one, other) => one.label.localeCompare(other.label, 'en'));

export function AuditFilters({ state, people, logs, onChange }: AuditFiltersProps) {
  return (
    <div className="mb-4 flex flex-wrap items-end gap-2 max-md:grid max-md:grid-cols-2">
      {logs.length > 1 && (
        <FilterMenu
          label="Log"
          anyLabel="This workspace"
          value={state.log === 'installation' ? state.log : null}
          onChange={(log) => onChange({ log: log ?? 'workspace', person: null })}
          options={[{ value: 'installation', label: 'This LangBatch' }]}
        />
      )}
      <FilterMenu
        label="Person"
        anyLabel="Anybody"
        value={state.person}
        onChange={(person) => onChange({ person })}
        options={people.map(({ id, name }) => ({ value: id, label: name }))}
        className="max-w-44"
      />
      <FilterMenu
        label="What was done"
        anyLabel="Any change"
        value={state.verb}
        onChange={(verb) => onChange({ verb })}
        options={verbs}
        className="max-w-52"
      />
      <SearchField
        label="Thing"
        placeholder="Name of a batch, a person …"
        value={state.thing ?? ''}
        onChange={(thing) => onChange({ thing: thing === '' ? null : thing })}
        className="min-w-52 flex-1 max-md:col-span-full"
      />
      <Day label="From" value={state.from} onChange={(from) => onChange({ from })} />
      <Day label="To" value={state.to} onChange={(to) => onChange({ to })} />
    </div>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}

/** The log counts its days in UTC, as all who read it have to mean the same by one. */
function Day({ label, value, onChange }: DayProps) {
  return (
    <label className="flex min-w-0 flex-col gap-1 text-sm text-ink-3">
      {label} (UTC)
      <input
        type="date"
        defaultValue={value ?? ''}
        key={value}
        onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
        className={cn(controlClasses, 'min-w-0 text-base')}
      />
    </label>
  );
}
