'use client';

import { useRelativeTime } from '#components/ui/reader.tsx';
import { ShownOnceField } from '#components/ui/shown-once-field.tsx';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';

interface InvitationLinkFieldProps {
  readonly link: NewInvitationLink;
  /** Where whoever has the link opens it. */
  readonly joinAddress: string;
}

/** The link of an invitation, the only time that it is seen. */
export function InvitationLinkField({ link: { invitation, token }, joinAddress }: InvitationLinkFieldProps) {
  const end = useRelativeTime(invitation.expiresAt);
  return (
    <ShownOnceField
      label="Invitation link"
      value={`${joinAddress}?token=${token}`}
      description={`For ${invitation.email}; ends ${end}. Send it yourself: it works once, for this e-mail alone, and is not shown again.`}
      what="invitation link"
      copyLabel="Copy link"
    />
  );
}
