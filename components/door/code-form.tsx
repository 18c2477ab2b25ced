'use client';

import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { type VerifyCodeInput, verifyCodeInput } from '#lib/shared/contract/account-inputs.ts';

interface CodeFormProps {
  readonly verify: Action<VerifyCodeInput, null>;
  /** A path of ours: where the person wanted to go. */
  readonly next: string;
}

export function CodeForm({ verify, next }: CodeFormProps) {
  const { submit, errors, failure, isPending } = useForm(
    verify,
    (form) => readFields(verifyCodeInput, form),
    // A whole page load, as after the password.
    () => window.location.assign(next),
  );
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-[18px]">
      <Field
        label="Code"
        error={errors['code'] ?? null}
        description="Without the app, enter one of your recovery codes. Each works once."
      >
        <Input name="code" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} />
      </Field>
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        Sign in
      </Button>
      <FormFailure failure={failure} />
      <TextLink href={`/sign-in?next=${encodeURIComponent(next)}`} className="self-start text-sm">
        Back to e-mail and password
      </TextLink>
    </form>
  );
}
