'use client';

import { FormFailure } from '#components/ui/form-failure.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { ShownOnceField } from '#components/ui/shown-once-field.tsx';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';
import { unsentLinkText } from '#lib/shared/words/mail-outcome-text.ts';

interface InvitationLinkFieldProps {
  readonly link: NewInvitationLink;
  /** Where whoever has the link opens it. */
  readonly joinAddress: string;
}

/** The link of an invitation, the only time that it is seen. */
export function InvitationLinkField({
  link: { invitation, days, token, mail },
  joinAddress,
}: InvitationLinkFieldProps) {
  const format = useFormat();
  const goodFor = `good for ${format.count(days, 'day')}`;
  const what =
    mail === 'sent'
      ? `Mailed to ${invitation.email}, ${goodFor}. It works`
      : `For ${invitation.email}, ${goodFor}. Send it yourself: it works`;
  return (
    <>
      <ShownOnceField
        label="Invitation link"
        value={`${joinAddress}?token=${token}`}
        description={`${what} once, for this e-mail alone, and is not shown again.`}
        what="invitation link"
        copyLabel="Copy link"
      />
      {mail !== null && mail !== 'sent' && (
        <FormFailure failure={{ message: unsentLinkText(mail, invitation.email) }} />
      )}
    </>
  );
}
