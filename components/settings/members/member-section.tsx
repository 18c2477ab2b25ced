'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { MemberList } from '#lib/shared/contract/member-views.ts';
import { can } from '#lib/shared/contract/rights.ts';
import { InvitePanel } from './invite-panel.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import type { MemberActions } from './member-actions.ts';
import { MemberTable } from './member-table.tsx';
import { SectionHead } from './section-head.tsx';

interface MemberSectionProps {
  readonly list: MemberList;
  readonly joinAddress: string;
  readonly actions: MemberActions;
}

/** Who is in the workspace, and what whoever looks may change about it. */
export function MemberSection({ list, joinAddress, actions }: MemberSectionProps) {
  const { workspaceName, role, members } = list;
  const format = useFormat();
  const [isInviting, setIsInviting] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const [, refresh] = useRefresh();
  const canLeave = members.some(({ isYou, isLastOwner }) => isYou && !isLastOwner);
  return (
    <section>
      <SectionHead
        title="Members"
        note={`${format.number(members.length)} in ${workspaceName}`}
        action={
          can(role, 'admin') ? (
            <Button aria-expanded={isInviting} onClick={() => setIsInviting(!isInviting)}>
              <Plus aria-hidden />
              Invite
            </Button>
          ) : undefined
        }
      />
      {isInviting && <InvitePanel role={role} joinAddress={joinAddress} invite={actions.invite} onInvited={refresh} />}
      <MemberTable list={list} actions={actions} />
      {canLeave && (
        <Button variant="quiet" size="small" onClick={() => setIsLeaving(true)} className="mt-3 -ml-[11px]">
          Leave workspace
        </Button>
      )}
      <LeaveDialog
        workspaceName={workspaceName}
        isOpen={isLeaving}
        onClose={() => setIsLeaving(false)}
        leave={actions.leave}
      />
    </section>
  );
}

/** The section while it loads. */
export function MemberSectionSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading members</LoadingAnnouncement>
      <SectionHead title="Members" />
      <div className="flex flex-col">
        {[38, 30, 44, 34].map((width) => (
          <div key={width} className="flex h-14 items-center gap-3 border-b border-line">
            <Skeleton width={32} className="h-8 shrink-0 rounded-full" />
            <Skeleton width={`${width}%`} />
          </div>
        ))}
      </div>
    </>
  );
}
