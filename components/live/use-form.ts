'use client';

import { type FormEvent, useId, useState } from 'react';
import type * as z from 'zod/mini';
import { type Action, useAction } from '#components/live/use-action.ts';
import type { ActionError } from '#lib/shared/contract/action-result.ts';

/** A sentence for each wrong field, under the field's name in the form. */
export type FieldErrors = Readonly<Record<string, string>>;

export type FormResult<Input> =
  | { readonly ok: true; readonly input: Input }
  | { readonly ok: false; readonly errors: FieldErrors };

export interface FormState {
  readonly id: string;
  readonly errors: FieldErrors;
  /** What no field is to blame for. */
  readonly failure: ActionError | null;
  readonly isPending: boolean;
  readonly submit: (event: FormEvent<HTMLFormElement>) => void;
  readonly reset: () => void;
}

/** Reads the form, checks it here with the server's own schema, and runs the action. */
export function useForm<Input, Value>(
  action: Action<Input, Value>,
  read: (form: FormData) => FormResult<Input>,
  /** Awaited: the form counts as pending until the page shows what it did. */
  onSaved: (value: Value) => unknown,
  /** For what has changed meanwhile, which the form or the page around it shows. */
  onRefused?: () => void,
): FormState {
  const id = useId();
  const [wrongFields, setWrongFields] = useState<FieldErrors>({});
  const { run, isPending, error, reset } = useAction(action, { onSuccess: onSaved, onError: onRefused });
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

/** What a form holds that has a field for each member of the schema, under its name. */
export function readFields<Schema extends z.ZodMiniType>(schema: Schema, form: FormData): FormResult<z.output<Schema>> {
  return parseFields(schema, Object.fromEntries(form));
}

/** The same for values that come from elsewhere than from inputs too. */
export function parseFields<Schema extends z.ZodMiniType>(
  schema: Schema,
  values: Readonly<Record<string, unknown>>,
): FormResult<z.output<Schema>> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, input: parsed.data };
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) errors[String(path[0])] ??= message;
  return { ok: false, errors };
}
