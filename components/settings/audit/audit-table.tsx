import { Cell, type Column, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { AuditRow } from '#lib/shared/contract/audit.ts';
import { auditSentence } from '#lib/shared/words/audit-words.ts';

const columns: readonly Column[] = [
  { name: 'When', className: 'w-[17%]' },
  { name: 'Who', className: 'w-[19%]' },
  { name: 'What' },
  { name: 'From where', className: 'w-[20%]' },
];

interface AuditTableProps {
  readonly rows: readonly AuditRow[];
  readonly isBusy: boolean;
}

export function AuditTable({ rows, isBusy }: AuditTableProps) {
  return (
    <Table label="Audit log" isBusy={isBusy}>
      <TableHead columns={columns} />
      <TableBody className="max-md:border-t max-md:border-line">
        {rows.map((row, index) => (
          // Rows have no id of their own that is shown, and none is ever put between two others.
          <OneRow key={`${row.at} ${index}`} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}

function OneRow({ row }: { readonly row: AuditRow }) {
  const { at, actor, thing, verb } = row;
  return (
    <Row className="max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:gap-y-1 max-md:py-3">
      <Cell className="py-3 align-top whitespace-nowrap text-ink-2 max-md:order-2 max-md:py-0 max-md:text-right">
        <Time value={at} />
      </Cell>
      <Cell className="py-3 align-top font-medium wrap-anywhere max-md:order-1 max-md:py-0">{actor.name}</Cell>
      <Cell className="py-3 align-top wrap-anywhere whitespace-normal max-md:order-3 max-md:col-span-full max-md:py-0">
        {auditSentence(verb)}
        {thing !== null && thing.id !== actor.id && <span className="font-medium"> {thing.name}</span>}
        <Change row={row} />
      </Cell>
      <Cell className="py-3 align-top wrap-anywhere whitespace-normal text-ink-2 max-md:order-4 max-md:col-span-full max-md:py-0 max-md:text-sm max-md:text-ink-3">
        {origin(row)}
      </Cell>
    </Row>
  );
}

function Change({ row: { before, after } }: { readonly row: AuditRow }) {
  if (before === null && after === null) return null;
  return (
    <p className="text-sm text-ink-3">
      {before !== null && <del className="no-underline">{before}</del>}
      {before !== null && after !== null && <span aria-label="became"> → </span>}
      {after !== null && <ins className="no-underline">{after}</ins>}
    </p>
  );
}

/** How somebody reached LangBatch, and from which address where that is known. */
function origin({ via, viaName, address }: AuditRow): string {
  const ways: Readonly<Record<string, string>> = {
    browser: 'Browser',
    token: `API token ${viaName ?? ''}`.trim(),
    script: 'Script on the server',
    local: 'This machine',
  };
  const way = ways[via] ?? via;
  return address === null ? way : `${way}, ${address}`;
}
