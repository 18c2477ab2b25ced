'use client';

import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { type SetUpInput, setUpInput } from '#lib/shared/contract/account-inputs.ts';
import { PasswordField } from './password-field.tsx';

interface SetUpFormProps {
  readonly setUp: Action<SetUpInput, null>;
  /** From the link that the terminal printed. */
  readonly token: string;
}

export function SetUpForm({ setUp, token }: SetUpFormProps) {
  const { submit, errors, failure, isPending } = useForm(
    setUp,
    (form) => readFields(setUpInput, form),
    () => window.location.assign('/batches'),
  );
  const wrongLink = errors['token'] === undefined ? null : { message: errors['token'] };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-[18px]">
      <input type="hidden" name="token" value={token} />
      <Field label="Name" error={errors['name'] ?? null}>
        <Input name="name" autoComplete="name" />
      </Field>
      <Field label="E-mail" error={errors['email'] ?? null}>
        <Input name="email" type="email" autoComplete="username" />
      </Field>
      <PasswordField
        isNew
        error={errors['password']}
        description="At least 12 characters. Several words are easy to remember."
      />
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        Create owner account
      </Button>
      <FormFailure failure={failure ?? wrongLink} />
    </form>
  );
}
