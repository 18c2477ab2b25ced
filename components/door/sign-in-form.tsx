'use client';

import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { type SignInInput, signInInput } from '#lib/shared/contract/account-inputs.ts';
import type { SignInStep } from '#lib/shared/contract/account-views.ts';
import { goOn } from './go-on.ts';
import { PasswordField } from './password-field.tsx';

interface SignInFormProps {
  readonly signIn: Action<SignInInput, SignInStep>;
  /** A path of ours: where the person wanted to go. */
  readonly next: string;
}

export function SignInForm({ signIn, next }: SignInFormProps) {
  const { submit, errors, failure, isPending } = useForm(
    signIn,
    (form) => readFields(signInInput, form),
    (step) => goOn(step, next),
  );
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-[18px]">
      <Field label="E-mail" error={errors['email'] ?? null}>
        <Input name="email" type="email" autoComplete="username" />
      </Field>
      <PasswordField error={errors['password']} aside={<TextLink href="/forgot">Forgot password</TextLink>} />
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        Sign in
      </Button>
      <FormFailure failure={failure} />
    </form>
  );
}
