'use client';

import type { ReactNode } from 'react';
import { type Action, useAction } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { type InvitationLinkInput, type JoinInput, joinInput } from '#lib/shared/contract/account-inputs.ts';
import type { InvitationOffer } from '#lib/shared/contract/member-views.ts';
import { PasswordField } from './password-field.tsx';

interface InvitationFormProps {
  readonly offer: InvitationOffer;
  readonly token: string;
  readonly actions: {
    readonly join: Action<JoinInput, null>;
    readonly accept: Action<InvitationLinkInput, null>;
    readonly signOut: Action<undefined, null>;
  };
}

/** What whoever has opened an invitation can do with it. */
export function InvitationForm({ offer, token, actions }: InvitationFormProps): ReactNode {
  switch (offer.opener) {
    case 'new':
      return <NewAccountForm email={offer.email} token={token} join={actions.join} />;
    case 'signed_out':
      return (
        <ButtonLink
          href={`/sign-in?next=${encodeURIComponent(`/join?token=${token}`)}`}
          variant="primary"
          className="w-full"
        >
          Sign in
        </ButtonLink>
      );
    case 'invited':
      return <ActionButton action={actions.accept} input={{ token }} onDone={goIn} name="Join" />;
    case 'other':
      return <ActionButton action={actions.signOut} input={undefined} onDone={lookAgain} name="Sign out" />;
  }
}

/** A whole page load: nothing of whoever was here before is left in the browser's memory. */
function goIn(): void {
  window.location.assign('/batches');
}

function lookAgain(): void {
  window.location.reload();
}

interface NewAccountFormProps {
  readonly email: string;
  readonly token: string;
  readonly join: Action<JoinInput, null>;
}

function NewAccountForm({ email, token, join }: NewAccountFormProps) {
  const { submit, errors, failure, isPending } = useForm(join, (form) => readFields(joinInput, form), goIn);
  const wrongLink = errors['token'] === undefined ? null : { message: errors['token'] };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-[18px]">
      <input type="hidden" name="token" value={token} />
      <Field label="E-mail" description="You will sign in with it.">
        <Input value={email} readOnly autoComplete="username" className="bg-sunken" />
      </Field>
      <Field label="Name" error={errors['name'] ?? null}>
        <Input name="name" autoComplete="name" />
      </Field>
      <PasswordField
        isNew
        error={errors['password']}
        description="At least 12 characters. Several words are easy to remember."
      />
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        Join
      </Button>
      <FormFailure failure={failure ?? wrongLink} />
    </form>
  );
}

interface ActionButtonProps<Input> {
  readonly action: Action<Input, null>;
  readonly input: Input;
  readonly onDone: () => void;
  readonly name: string;
}

function ActionButton<Input>({ action, input, onDone, name }: ActionButtonProps<Input>) {
  const { run, isPending, error } = useAction(action, { onSuccess: onDone });
  return (
    <>
      <Button variant="primary" isPending={isPending} onClick={() => run(input)} className="w-full">
        {name}
      </Button>
      <FormFailure failure={error} />
    </>
  );
}
