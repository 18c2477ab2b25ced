import { type inferParserType, parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { BatchListQuery } from '#lib/shared/contract/batch-queries.ts';
import { batchGroups, batchStatuses } from '#lib/shared/contract/status.ts';

/** The list's state in the address, parsed alike by server and browser. */
export const listParsers = {
  search: parseAsString.withDefault(''),
  /** A status, or a group that the summary counts. */
  status: parseAsStringLiteral([...batchGroups, ...batchStatuses]),
  connection: parseAsString,
  mine: parseAsBoolean.withDefault(false),
  /** The keys of all pages up to this one, so that Newer finds its way back. */
  after: parseAsArrayOf(parseAsString).withDefault([]),
};

export type ListState = Readonly<inferParserType<typeof listParsers>>;

export const rowsPerPage = 25;
/** What the list takes; a longer text finds nothing anyway. */
const maxSearchLength = 200;

export function toListQuery({ search, status, connection, mine, after }: ListState): BatchListQuery {
  const words = search.trim().slice(0, maxSearchLength);
  return {
    search: words === '' ? undefined : words,
    status: status ?? undefined,
    connectionId: connection ?? undefined,
    mine: mine || undefined,
    after: after.at(-1),
    limit: rowsPerPage,
  };
}

export function isFiltered({ search, status, connection, mine }: ListState): boolean {
  return search.trim() !== '' || status !== null || connection !== null || mine;
}
