'use client';

import { useQueryClient } from '@tanstack/react-query';
import type { Action } from '#components/live/use-action.ts';
import { type FormResult, type FormState, useForm } from '#components/live/use-form.ts';
import { connectionKeys } from './queries.ts';

/** A form of a connection: once it is saved, the list is shown anew. */
export function useConnectionForm<Input, Value>(
  action: Action<Input, Value>,
  read: (form: FormData) => FormResult<Input>,
  onSaved: () => void,
): FormState {
  const queryClient = useQueryClient();
  return useForm(action, read, async () => {
    await queryClient.invalidateQueries({ queryKey: connectionKeys.all });
    onSaved();
  });
}
