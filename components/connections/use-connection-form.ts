'use client';

import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { type Action, useAction } from '#components/live/use-action.ts';
import type { ActionError } from '#lib/shared/contract/action-result.ts';
import type { FieldErrors, FormResult } from './connection-form.ts';
import { connectionKeys } from './queries.ts';

export interface ConnectionFormState {
  readonly id: string;
  readonly errors: FieldErrors;
  /** What no field is to blame for. */
  readonly failure: ActionError | null;
  readonly isPending: boolean;
  readonly submit: (event: FormEvent<HTMLFormElement>) => void;
  readonly reset: () => void;
}

/** Reads the form, checks it here with the server's own schema, runs the action, and shows the list anew. */
export function useConnectionForm<Input, Value>(
  action: Action<Input, Value>,
  read: (form: FormData) => FormResult<Input>,
  onSaved: () => void,
): ConnectionFormState {
  const id = useId();
  const queryClient = useQueryClient();
  const [wrongFields, setWrongFields] = useState<FieldErrors>({});
  const { run, isPending, error, reset } = useAction(action, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: connectionKeys.all });
      onSaved();
    },
  });
  const hasFields = error !== null && Object.keys(error.fields).length > 0;
  return {
    id,
    errors: { ...error?.fields, ...wrongFields },
    failure: hasFields ? null : error,
    isPending,
    submit: (event) => {
      event.preventDefault();
      const result = read(new FormData(event.currentTarget));
      setWrongFields(result.ok ? {} : result.errors);
      if (result.ok) run(result.input);
    },
    reset: () => {
      setWrongFields({});
      reset();
    },
  };
}
