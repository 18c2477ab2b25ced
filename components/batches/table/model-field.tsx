'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { modelsOptions } from './table-queries.ts';

interface ModelFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Whose models are suggested; null: none are. */
  readonly connectionId: string | null;
  readonly error: string | null;
}

/** Any name may be written: not every provider says which models it has. Those that it says are suggested. */
export function ModelField({ value, onChange, connectionId, error }: ModelFieldProps) {
  const listId = useId();
  const [isTouched, setTouched] = useState(false);
  const { data: models } = useQuery({
    ...modelsOptions(connectionId ?? ''),
    enabled: connectionId !== null && isTouched,
  });
  return (
    <Field label="Model" error={error}>
      <Input
        value={value}
        list={listId}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => setTouched(true)}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={listId}>
        {models?.map((model) => (
          <option key={model} value={model}>
            {model}
          </option>
        ))}
      </datalist>
    </Field>
  );
}
