import { type Column, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import type { MemberList } from '#lib/shared/contract/member-views.ts';
import { can } from '#lib/shared/contract/rights.ts';
import type { MemberActions } from './member-actions.ts';
import { MemberRow } from './member-row.tsx';

const name: Column = { name: 'Name' };
const role: Column = { name: 'Role', className: 'w-[20%]' };
const lastSeen: Column = { name: 'Last seen', className: 'w-[18%]' };
const batches: Column = { name: 'Batches', align: 'right', className: 'w-[12%] @max-[900px]/page:hidden' };
const more: Column = { name: 'More', isSilent: true, className: 'w-[64px]' };

interface MemberTableProps {
  readonly list: MemberList;
  readonly actions: MemberActions;
}

export function MemberTable({ list, actions }: MemberTableProps) {
  const isAdmin = can(list.role, 'admin');
  return (
    <Table label="Members">
      <TableHead columns={isAdmin ? [name, role, lastSeen, batches, more] : [name, role]} />
      <TableBody className="max-md:border-t max-md:border-line">
        {list.members.map((member) => (
          <MemberRow key={member.personId} member={member} viewer={list.role} actions={actions} />
        ))}
      </TableBody>
    </Table>
  );
}
