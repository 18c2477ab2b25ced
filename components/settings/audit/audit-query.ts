import { createParser, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { type AuditFilter, type AuditLogName, auditLogs } from '#lib/shared/contract/audit.ts';
import { can, type Role } from '#lib/shared/contract/rights.ts';

const longestText = 200;

/** A longer one finds nothing anyway. */
const parseAsText = createParser<string>({
  parse: (text) => (text.trim() === '' ? null : text.trim().slice(0, longestText)),
  serialize: String,
});

/** What is no day counts as none. */
const parseAsDay = createParser<string>({
  parse: (text) =>
    /^\d{4}-\d{2}-\d{2}$/u.test(text) && Number.isFinite(Date.parse(`${text}T00:00:00Z`)) ? text : null,
  serialize: String,
});

/** The state of the page in its address, parsed alike by server and browser. */
export const auditParsers = {
  log: parseAsStringLiteral(auditLogs).withDefault('workspace'),
  person: parseAsText,
  verb: parseAsText,
  thing: parseAsText,
  from: parseAsDay,
  to: parseAsDay,
  after: parseAsString,
};

export type AuditState = Readonly<inferParserType<typeof auditParsers>>;

/** The logs that somebody with this role in the page's workspace may read; the first is shown unless they choose. */
export function logsFor(role: Role, isSiteAdmin: boolean): readonly AuditLogName[] {
  return auditLogs.filter((log) => (log === 'workspace' ? can(role, 'admin') : isSiteAdmin));
}

export const noFilter = { person: null, verb: null, thing: null, from: null, to: null, after: null } as const;

export function toAuditFilter({ log, person, verb, thing, from, to }: AuditState): AuditFilter {
  return {
    log,
    person: person ?? undefined,
    verb: verb ?? undefined,
    thing: thing ?? undefined,
    from: from ?? undefined,
    to: to ?? undefined,
  };
}

export function isFiltered({ person, verb, thing, from, to }: AuditState): boolean {
  return [person, verb, thing, from, to].some((value) => value !== null);
}

/** Where the same rows are as a file. */
export function csvPath(state: AuditState): string {
  const given = Object.entries(toAuditFilter(state)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return `/api/audit.csv?${new URLSearchParams(given).toString()}`;
}
