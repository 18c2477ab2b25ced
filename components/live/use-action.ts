'use client';

import { useMutation } from '@tanstack/react-query';
import type { ActionError, ActionResult } from '#lib/shared/contract/action-result.ts';
import type { PageScope } from '#lib/shared/contract/page-workspace.ts';
import { goToSignIn } from './go-to-sign-in.ts';
import { pageScope } from './page-workspace.ts';

/** A server action as components get it: handed down as a prop. */
export type Action<Input, Value> = (input: Input, scope?: PageScope) => Promise<ActionResult<Value>>;

interface ActionOptions<Input, Value> {
  /** Awaited: the action counts as pending until the page shows what it did. */
  readonly onSuccess?: (value: Value, input: Input) => unknown;
  /** For an error that has no place on the page. */
  readonly onError?: (error: ActionError) => void;
}

export interface ActionState<Input> {
  readonly run: (input: Input) => void;
  readonly isPending: boolean;
  /** Why the last run failed; null while it runs and after a success. */
  readonly error: ActionError | null;
  readonly reset: () => void;
}

/** Runs a server action, one at a time, and keeps what it said when it failed. */
export function useAction<Input, Value>(
  action: Action<Input, Value>,
  { onSuccess, onError }: ActionOptions<Input, Value> = {},
): ActionState<Input> {
  const { mutate, isPending, error, reset } = useMutation<Value, ActionFailure, Input>({
    mutationFn: (input) => callAction(action, input),
    onSuccess,
    onError: (failure) => onError?.(failure.reason),
  });
  return { run: (input) => (isPending ? undefined : mutate(input)), isPending, error: error?.reason ?? null, reset };
}

class ActionFailure extends Error {
  readonly reason: ActionError;

  constructor(reason: ActionError, options?: ErrorOptions) {
    super(reason.message, options);
    this.reason = reason;
  }
}

async function callAction<Input, Value>(action: Action<Input, Value>, input: Input): Promise<Value> {
  const result = await action(input, pageScope()).catch((error: unknown) => {
    throw new ActionFailure(unreachable, { cause: error });
  });
  if (!result.ok) {
    if (result.error.code === 'signed_out') goToSignIn();
    throw new ActionFailure(result.error);
  }
  return result.value;
}

const unreachable: ActionError = {
  code: 'unreachable',
  message: 'The dashboard’s server does not answer. Nothing is known to have changed; look at the page again.',
  fields: {},
  reference: null,
};
