'use client';

import { Copy } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { useRelativeTime } from '#components/ui/reader.tsx';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';

interface InvitationLinkFieldProps {
  readonly link: NewInvitationLink;
  /** Where whoever has the link opens it. */
  readonly joinAddress: string;
}

/** The link of an invitation, the only time that it is seen. */
export function InvitationLinkField({ link: { invitation, token }, joinAddress }: InvitationLinkFieldProps) {
  const address = `${joinAddress}?token=${token}`;
  const end = useRelativeTime(invitation.expiresAt);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3.5 gap-y-3 max-md:grid-cols-1">
      <Field
        label="Invitation link"
        description={`For ${invitation.email}; ends ${end}. Send it yourself: it works once, for this e-mail alone, and is not shown again.`}
      >
        <Input
          value={address}
          readOnly
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          className="mono"
        />
      </Field>
      <Button onClick={() => void copyText(address, 'invitation link')} className="mt-[26px] max-md:mt-0">
        <Copy aria-hidden />
        Copy link
      </Button>
    </div>
  );
}
