'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { type Column, Cell, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Time } from '#components/ui/time.tsx';
import type { InvitationView, NewInvitationLink } from '#lib/shared/contract/member-views.ts';
import { can, type Role, rightOver } from '#lib/shared/contract/rights.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import type { InvitationActions } from './member-actions.ts';
import { NewLinkDialog } from './new-link-dialog.tsx';
import { SectionHead } from './section-head.tsx';

const columns: readonly Column[] = [
  { name: 'E-mail' },
  { name: 'Role', className: 'w-[16%]' },
  { name: 'Ends', className: 'w-[20%]' },
  { name: 'Changes', isSilent: true, className: 'w-[196px]' },
];

interface InvitationSectionProps {
  readonly invitations: readonly InvitationView[];
  /** Of whoever looks. */
  readonly role: Role;
  readonly joinAddress: string;
  readonly actions: InvitationActions;
}

/** Who is asked into the workspace and has not come yet. */
export function InvitationSection({ invitations, role, joinAddress, actions }: InvitationSectionProps) {
  const format = useFormat();
  const [link, setLink] = useState<NewInvitationLink | null>(null);
  return (
    <section>
      <SectionHead title="Invitations" note={`${format.number(invitations.length)} not yet accepted`} />
      <Table label="Invitations">
        <TableHead columns={columns} />
        <TableBody className="max-md:border-t max-md:border-line">
          {invitations.map((invitation) => (
            <Row
              key={invitation.id}
              className="max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:gap-y-1.5 max-md:py-3"
            >
              <Cell className="h-14 truncate max-md:col-span-full max-md:h-auto">{invitation.email}</Cell>
              <Cell>{roleWords[invitation.role].name}</Cell>
              <Cell className="text-ink-2 max-md:text-right max-md:text-ink-3">
                {invitation.hasEnded && 'Ended '}
                <Time value={invitation.expiresAt} />
              </Cell>
              <Cell align="right" className="max-md:col-span-full">
                {can(role, rightOver(invitation.role)) && (
                  <InvitationButtons invitation={invitation} actions={actions} onLink={setLink} />
                )}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <NewLinkDialog link={link} joinAddress={joinAddress} onClose={() => setLink(null)} />
    </section>
  );
}

interface InvitationButtonsProps {
  readonly invitation: InvitationView;
  readonly actions: InvitationActions;
  readonly onLink: (link: NewInvitationLink) => void;
}

function InvitationButtons({ invitation: { id, email }, actions, onLink }: InvitationButtonsProps) {
  const [isRefreshing, refresh] = useRefresh();
  const onError = ({ message }: { readonly message: string }) => {
    toast.error(message);
    refresh();
  };
  const renewal = useAction(actions.renew, {
    onSuccess: (link) => {
      onLink(link);
      refresh();
    },
    onError,
  });
  const withdrawal = useAction(actions.withdraw, { onSuccess: refresh, onError });
  return (
    <div className="flex justify-end gap-1.5 max-md:justify-start">
      <Button
        size="small"
        aria-label={`New link for ${email}`}
        isPending={renewal.isPending}
        onClick={() => renewal.run({ invitationId: id })}
      >
        New link
      </Button>
      <Button
        size="small"
        variant="quiet"
        aria-label={`Withdraw the invitation of ${email}`}
        isPending={withdrawal.isPending || isRefreshing}
        onClick={() => withdrawal.run({ invitationId: id })}
      >
        Withdraw
      </Button>
    </div>
  );
}
