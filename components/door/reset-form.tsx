'use client';

import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { type ResetPasswordInput, resetPasswordInput } from '#lib/shared/contract/account-inputs.ts';
import type { SignInStep } from '#lib/shared/contract/account-views.ts';
import { goOn } from './go-on.ts';
import { PasswordField } from './password-field.tsx';

interface ResetFormProps {
  readonly reset: Action<ResetPasswordInput, SignInStep>;
  /** From the link. */
  readonly token: string;
}

export function ResetForm({ reset, token }: ResetFormProps) {
  const { submit, errors, failure, isPending } = useForm(
    reset,
    (form) => readFields(resetPasswordInput, form),
    (step) => goOn(step, '/batches'),
  );
  const wrongLink = errors['token'] === undefined ? null : { message: errors['token'] };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-[18px]">
      <input type="hidden" name="token" value={token} />
      <PasswordField
        isNew
        label="New password"
        error={errors['password']}
        description="At least 12 characters. Several words are easy to remember."
      />
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        Save password
      </Button>
      <FormFailure failure={failure ?? wrongLink} />
    </form>
  );
}
