'use client';

import { Ellipsis, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { Cell, Row } from '#components/data-table/table.tsx';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Time } from '#components/ui/time.tsx';
import type { MemberView } from '#lib/shared/contract/member-views.ts';
import { can, type Role, rightOver } from '#lib/shared/contract/rights.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import type { MemberActions } from './member-actions.ts';
import { RemoveMemberDialog } from './remove-member-dialog.tsx';
import { RoleSelect } from './role-select.tsx';

interface MemberRowProps {
  readonly member: MemberView;
  /** The role of whoever looks. */
  readonly viewer: Role;
  readonly actions: MemberActions;
}

export function MemberRow({ member, viewer, actions }: MemberRowProps) {
  const format = useFormat();
  const isAdmin = can(viewer, 'admin');
  const mayChange = can(viewer, rightOver(member.role)) && !member.isYou && !member.isLastOwner;
  const quiet = member.isDisabled && 'text-ink-3';
  return (
    <Row className="max-md:grid max-md:grid-cols-[1fr_auto] max-md:items-center max-md:gap-x-3 max-md:gap-y-1.5 max-md:py-3">
      <Cell className={cn('h-14 max-md:h-auto', !mayChange && 'max-md:col-span-full')}>
        <Who member={member} />
      </Cell>
      <Cell className={cn('max-md:order-2', quiet)}>
        {mayChange && !member.isDisabled ? (
          <RoleSelect member={member} viewer={viewer} changeRole={actions.changeRole} />
        ) : (
          roleWords[member.role].name
        )}
      </Cell>
      {isAdmin && (
        <Cell className={cn('text-ink-2 max-md:order-3 max-md:text-right max-md:text-ink-3', quiet)}>
          <LastSeen member={member} />
        </Cell>
      )}
      {member.startedBatches !== null && (
        <Cell align="right" className={cn('text-ink-2 max-md:hidden @max-[900px]/page:hidden', quiet)}>
          {format.number(member.startedBatches)}
        </Cell>
      )}
      {isAdmin && (
        <Cell align="right" className={cn('max-md:order-1 max-md:text-right', !mayChange && 'max-md:hidden')}>
          {mayChange && <MoreMenu member={member} remove={actions.remove} />}
        </Cell>
      )}
    </Row>
  );
}

function Who({ member: { name, email, isYou, isDisabled } }: { readonly member: MemberView }) {
  return (
    <div className={cn('flex min-w-0 items-center gap-3', isDisabled && 'text-ink-3')}>
      <span
        aria-hidden
        className="grid size-8 shrink-0 place-items-center rounded-full border border-line-strong bg-sunken text-xs font-bold text-ink-2"
      >
        {String.fromCodePoint(name.codePointAt(0) ?? 0).toUpperCase()}
      </span>
      <div className="min-w-0">
        <p className="truncate font-medium">
          {name}
          {isYou && <span className="font-normal text-ink-3"> (you)</span>}
          {isDisabled && email === null && <span className="font-normal"> (disabled)</span>}
        </p>
        {email !== null && <p className="truncate text-sm text-ink-3">{email}</p>}
      </div>
    </div>
  );
}

function LastSeen({ member: { lastSeenAt, isDisabled } }: { readonly member: MemberView }) {
  if (isDisabled) return 'Disabled';
  return lastSeenAt === null ? 'never' : <Time value={lastSeenAt} />;
}

function MoreMenu({ member, remove }: { readonly member: MemberView; readonly remove: MemberActions['remove'] }) {
  const [isRemoving, setIsRemoving] = useState(false);
  return (
    <>
      <Menu>
        <MenuTrigger
          render={
            <Button variant="quiet" size="small" isIcon aria-label={`More for ${member.name}`}>
              <Ellipsis aria-hidden />
            </Button>
          }
        />
        <MenuContent>
          <MenuItem isDestructive onClick={() => setIsRemoving(true)}>
            <UserMinus aria-hidden />
            Remove from the workspace
          </MenuItem>
        </MenuContent>
      </Menu>
      <RemoveMemberDialog member={member} isOpen={isRemoving} onClose={() => setIsRemoving(false)} remove={remove} />
    </>
  );
}
