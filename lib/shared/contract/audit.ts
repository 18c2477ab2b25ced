import * as z from 'zod/mini';
import { actorSchema } from './actor.ts';

/** What a row of the audit log can be about. */
export const auditThings = [
  'batch',
  'connection',
  'member',
  'invitation',
  'token',
  'workspace',
  'person',
  'session',
  'setting',
] as const;
export type AuditThingKind = (typeof auditThings)[number];

/** How somebody reached LangBatch; `local` where nobody signs in. */
export const auditVias = ['browser', 'token', 'script', 'local'] as const;

/** One change, as the audit log keeps it. Codes that only a newer version knows stay as they are. */
export const auditRowSchema = z.object({
  at: z.iso.datetime(),
  /** Of whom nobody knows, such as a stranger at the sign-in, the kind is `stranger`. */
  actor: z.object({ ...actorSchema.shape, kind: z.string() }),
  via: z.string(),
  /** Of the token. */
  viaName: z.nullable(z.string()),
  address: z.nullable(z.string()),
  verb: z.string(),
  thing: z.nullable(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
});
export type AuditRow = z.infer<typeof auditRowSchema>;
