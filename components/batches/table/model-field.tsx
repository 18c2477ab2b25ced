'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { controlClasses } from '#components/ui/control-classes.ts';
import { Field } from '#components/ui/field.tsx';
import { popupClasses, popupItemClasses } from '#components/ui/popup-classes.ts';
import { popupContainer } from '#components/ui/popup-container.ts';
import { modelsOptions } from './table-queries.ts';

interface ModelFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Whose models are suggested; null: none are. */
  readonly connectionId: string | null;
  readonly error: string | null;
}

const mostSuggestions = 60;

/** Any name may be written: not every provider says which models it has. */
export function ModelField({ value, onChange, connectionId, error }: ModelFieldProps) {
  const [isTouched, setTouched] = useState(false);
  const { data: models } = useQuery({
    ...modelsOptions(connectionId ?? ''),
    enabled: connectionId !== null && isTouched,
  });
  return (
    <Field label="Model" error={error}>
      <Autocomplete.Root
        items={models ?? []}
        value={value}
        onValueChange={onChange}
        limit={mostSuggestions}
        openOnInputClick
      >
        <Autocomplete.Input className={controlClasses} spellCheck={false} onFocus={() => setTouched(true)} />
        <Autocomplete.Portal container={popupContainer()}>
          <Autocomplete.Positioner sideOffset={6} align="start" className="z-30 outline-none">
            <Autocomplete.Popup className={cn(popupClasses, 'max-h-72 empty:hidden data-empty:hidden')}>
              <Autocomplete.List>
                {(model: string) => (
                  <Autocomplete.Item key={model} value={model} className={popupItemClasses}>
                    {model}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
    </Field>
  );
}
