'use client';

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { Cell, type Column, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { PersonView } from '#lib/shared/contract/account-views.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import type { PeopleActions } from './people-actions.ts';
import { PersonDialogs, type PersonDialogKind } from './person-dialogs.tsx';

const columns: readonly Column[] = [
  { name: 'Name' },
  { name: 'Workspaces', className: 'w-[30%]' },
  { name: 'Last seen', className: 'w-[18%]' },
  { name: 'More', align: 'right', className: 'w-16' },
];

interface PeopleListProps {
  readonly people: readonly PersonView[];
  readonly actions: PeopleActions;
  readonly sendsMail: boolean;
}

interface OpenDialog {
  /** Null for one that closes: it still says whom it was about while it fades. */
  readonly kind: PersonDialogKind | null;
  readonly person: PersonView;
}

/** Everybody who has an account here, and what a site admin can do about it. */
export function PeopleList({ people, actions, sendsMail }: PeopleListProps) {
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-2.5">
        <h2 className="text-lg font-bold">People</h2>
        <span className="text-ink-3">{people.length === 1 ? '1 account' : `${people.length} accounts`}</span>
      </div>
      <Table label="People">
        <TableHead columns={columns} />
        <TableBody>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} onOpen={(kind) => setDialog({ kind, person })} />
          ))}
        </TableBody>
      </Table>
      <p className="mt-3.5 max-w-prose text-sm text-pretty text-ink-3">
        A site admin sees who has an account, and what is in a workspace only as a member of it.
      </p>
      <PersonDialogs
        kind={dialog?.kind ?? null}
        person={dialog?.person ?? null}
        actions={actions}
        sendsMail={sendsMail}
        onClose={() => setDialog((open) => open && { ...open, kind: null })}
      />
    </section>
  );
}

/** The page while it loads. */
export function PeopleListSkeleton() {
  return (
    <section>
      <LoadingAnnouncement>Loading people</LoadingAnnouncement>
      <h2 className="mb-2 text-lg font-bold">People</h2>
      <div className="flex flex-col border-t border-line">
        {[38, 30, 44].map((width) => (
          <div key={width} className="flex h-14 items-center border-b border-line">
            <Skeleton width={`${width}%`} />
          </div>
        ))}
      </div>
    </section>
  );
}

interface PersonRowProps {
  readonly person: PersonView;
  readonly onOpen: (kind: PersonDialogKind) => void;
}

function PersonRow({ person, onOpen }: PersonRowProps) {
  const { name, email, isYou, isSiteAdmin, disabledAt, lastSeenAt, memberships } = person;
  return (
    <Row className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:gap-y-1 max-md:py-3">
      <Cell className="py-2.5">
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className={disabledAt === null ? 'font-medium' : 'text-ink-3'}>
            {name} {isYou && <span className="font-normal text-ink-3">(you)</span>}
          </span>
          {isSiteAdmin && <Tag>Site admin</Tag>}
          {disabledAt !== null && <Tag>Disabled</Tag>}
        </span>
        <span className="block text-sm break-all text-ink-3">{email}</span>
      </Cell>
      <Cell className="text-ink-2 max-md:order-3 max-md:text-sm">
        {memberships.length === 0 ? (
          <span className="text-ink-3">None</span>
        ) : (
          memberships.map(({ workspace, role }) => `${workspace} (${roleWords[role].name})`).join(', ')
        )}
      </Cell>
      <Cell className="text-ink-2 max-md:order-4 max-md:text-right max-md:text-sm">
        {lastSeenAt === null ? <span className="text-ink-3">–</span> : <Time value={lastSeenAt} />}
      </Cell>
      <Cell align="right" className="max-md:order-2 max-md:justify-self-end">
        <PersonMenu person={person} onOpen={onOpen} />
      </Cell>
    </Row>
  );
}

function PersonMenu({ person: { name, isYou, isSiteAdmin, disabledAt }, onOpen }: PersonRowProps) {
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button variant="quiet" size="small" isIcon aria-label={`More for ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      />
      <MenuContent>
        {disabledAt === null && <MenuItem onClick={() => onOpen('reset')}>Make a link for a new password</MenuItem>}
        {(disabledAt === null || isSiteAdmin) && (
          <MenuItem onClick={() => onOpen(isSiteAdmin ? 'no_site_admin' : 'site_admin')}>
            {isSiteAdmin ? 'Make no longer a site admin' : 'Make a site admin'}
          </MenuItem>
        )}
        {!isYou && (
          <>
            <MenuSeparator />
            <MenuItem
              isDestructive={disabledAt === null}
              onClick={() => onOpen(disabledAt === null ? 'disable' : 'enable')}
            >
              {disabledAt === null ? 'Disable' : 'Enable'}
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
