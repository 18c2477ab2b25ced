'use client';

import { useFormat } from '#components/ui/reader.tsx';
import { ShownOnceField } from '#components/ui/shown-once-field.tsx';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';

interface InvitationLinkFieldProps {
  readonly link: NewInvitationLink;
  /** Where whoever has the link opens it. */
  readonly joinAddress: string;
}

/** The link of an invitation, the only time that it is seen. */
export function InvitationLinkField({ link: { invitation, days, token }, joinAddress }: InvitationLinkFieldProps) {
  const format = useFormat();
  return (
    <ShownOnceField
      label="Invitation link"
      value={`${joinAddress}?token=${token}`}
      description={`For ${invitation.email}, good for ${format.count(days, 'day')}. Send it yourself: it works once, for this e-mail alone, and is not shown again.`}
      what="invitation link"
      copyLabel="Copy link"
    />
  );
}
