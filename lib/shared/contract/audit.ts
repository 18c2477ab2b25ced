import * as z from 'zod/mini';

/** What a row of the audit log can be about. */
export type AuditThingKind =
  | 'batch'
  | 'connection'
  | 'member'
  | 'invitation'
  | 'template'
  | 'token'
  | 'workspace'
  | 'person'
  | 'setting';

/** How somebody reached LangBatch; `local` where nobody signs in. */
export type AuditVia = 'browser' | 'token' | 'script' | 'local';

/** One change, as the audit log keeps it. Codes that only a newer version knows are shown as they are. */
export interface AuditRow {
  readonly at: string;
  /** Of whom nobody knows, such as a stranger at the sign-in, the kind is `stranger`. */
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly via: string;
  /** Of the token. */
  readonly viaName: string | null;
  readonly address: string | null;
  readonly verb: string;
  readonly thing: { readonly kind: string; readonly id: string; readonly name: string } | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** In the log of a workspace, or in that of the whole installation. */
export const auditLogs = ['workspace', 'installation'] as const;
export type AuditLogName = (typeof auditLogs)[number];

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'Write a day such as 2026-11-28.'));
const shortText = z.string().check(z.maxLength(200, 'At most 200 characters.'));

const noSuchLog = 'There is no such log.';
const filterShape = {
  /** The id of whoever acted. */
  person: z.optional(shortText),
  verb: z.optional(shortText),
  /** The id of what was changed, or a part of its name. */
  thing: z.optional(shortText),
  /** The first and the last day, in UTC. */
  from: z.optional(day),
  to: z.optional(day),
};
const ofWorkspace = { log: z._default(z.literal('workspace', noSuchLog), 'workspace'), ...filterShape };
const ofInstallation = { log: z.literal('installation', noSuchLog), ...filterShape };
export const auditFilterInput = z.strictObject(ofWorkspace);
export const installationAuditFilterInput = z.strictObject(ofInstallation);
/** Of whichever log it is. */
export const anyAuditFilterInput = z.strictObject({
  log: z._default(z.enum(auditLogs, noSuchLog), 'workspace'),
  ...filterShape,
});
export type AuditFilter = z.output<typeof anyAuditFilterInput>;

export const auditPageSize = 50;

/** `after` is the `next` of the page before; one that is none begins at the newest row. */
export const listAuditInput = z.strictObject({ ...ofWorkspace, after: z.optional(shortText) });
export const listInstallationAuditInput = z.strictObject({ ...ofInstallation, after: z.optional(shortText) });

/** Rows, newest first. */
export interface AuditPage {
  readonly rows: readonly AuditRow[];
  /** Null on the last page. */
  readonly next: string | null;
  /** Whoever has done anything that is in this log, for its filter. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
}
