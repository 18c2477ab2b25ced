'use client';

import { useState } from 'react';
import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { type RequestPasswordResetInput, requestPasswordResetInput } from '#lib/shared/contract/account-inputs.ts';

interface ForgotFormProps {
  readonly request: Action<RequestPasswordResetInput, null>;
}

/** Asks for a mail with a link. What it answers is the same for every e-mail. */
export function ForgotForm({ request }: ForgotFormProps) {
  const [isAsked, setIsAsked] = useState(false);
  const { submit, errors, failure, isPending } = useForm(
    request,
    (form) => readFields(requestPasswordResetInput, form),
    () => setIsAsked(true),
  );
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-[18px]">
      <Field label="E-mail" error={errors['email'] ?? null}>
        <Input name="email" type="email" autoComplete="username" />
      </Field>
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        Send link
      </Button>
      <FormFailure failure={failure} />
      {isAsked && failure === null && (
        <output className="block text-pretty">
          If there is an account with this e-mail, a link for a new password is on its way. It works once, within an
          hour. At most three mails an hour go to one account.
        </output>
      )}
    </form>
  );
}
