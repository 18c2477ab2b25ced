'use client';

import { useQueryClient } from '@tanstack/react-query';
import { type Action, type ActionState, useAction } from '#components/live/use-action.ts';
import { batchKeys, batchOptions } from '../queries.ts';

/** An action after which the file of a draft is checked from the beginning: what was found before is void. */
export function useDraftChange<Input>(
  batchId: string,
  action: Action<Input, unknown>,
  onDone?: () => void,
): ActionState<Input> {
  const queryClient = useQueryClient();
  return useAction(action, {
    onSuccess: async () => {
      queryClient.setQueryData(batchOptions(batchId).queryKey, (draft) => draft && { ...draft, check: null });
      await queryClient.invalidateQueries({ queryKey: batchKeys.detail(batchId) });
      onDone?.();
    },
  });
}
