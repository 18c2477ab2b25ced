'use client';

import { useRef, useState } from 'react';
import { parseFields, useForm } from '#components/live/use-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { invitationDays, inviteInput } from '#lib/shared/contract/member-inputs.ts';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { InvitationLinkField } from './invitation-link-field.tsx';
import type { MemberActions } from './member-actions.ts';
import { roleOptions } from './role-options.ts';

interface InvitePanelProps {
  /** Of whoever invites. */
  readonly role: Role;
  readonly joinAddress: string;
  readonly invite: MemberActions['invite'];
  readonly onInvited: () => void;
}

const dayOptions = invitationDays.map((days) => ({
  value: String(days),
  label: days === 1 ? '1 day' : `${days} days`,
}));

/** Makes an invitation and shows its link. */
export function InvitePanel({ role: giver, joinAddress, invite, onInvited }: InvitePanelProps) {
  const form = useRef<HTMLFormElement>(null);
  const [role, setRole] = useState<Role>('runner');
  const [days, setDays] = useState('7');
  const [link, setLink] = useState<NewInvitationLink | null>(null);
  const { submit, errors, failure, isPending } = useForm(
    invite,
    (data) => parseFields(inviteInput, { email: data.get('email'), role, days: Number(days) }),
    (made) => {
      setLink(made);
      form.current?.reset();
      onInvited();
    },
  );
  return (
    <div className="mb-5 rounded-lg border border-line-strong bg-raised px-[18px] pt-4 pb-[18px]">
      <form
        ref={form}
        onSubmit={submit}
        noValidate
        className="grid grid-cols-[minmax(0,1fr)_148px_116px_auto] items-start gap-3.5 @max-[760px]/page:grid-cols-2 max-md:grid-cols-1"
      >
        <Field label="E-mail" error={errors['email'] ?? null} className="@max-[760px]/page:col-span-full">
          <Input name="email" type="email" autoComplete="off" />
        </Field>
        <Field label="Role" error={errors['role'] ?? null}>
          <Select value={role} onChange={setRole} options={roleOptions(giver)} />
        </Field>
        <Field label="Good for" error={errors['days'] ?? null}>
          <Select value={days} onChange={setDays} options={dayOptions} />
        </Field>
        <Button
          type="submit"
          variant="primary"
          isPending={isPending}
          className="mt-[26px] @max-[760px]/page:col-span-full @max-[760px]/page:mt-0"
        >
          Create invitation
        </Button>
      </form>
      <FormFailure failure={failure} />
      {link !== null && (
        <div className="mt-4 border-t border-line pt-4">
          <InvitationLinkField link={link} joinAddress={joinAddress} />
        </div>
      )}
    </div>
  );
}
