import type { AuditFilter, AuditPage, AuditRow, AuditThingKind, AuditVia } from '#lib/shared/contract/audit.ts';
import type { AuditedVerb } from '#lib/shared/words/audit-words.ts';

/** From where somebody calls, where that is known. */
export interface CalledFrom {
  readonly address: string | null;
}

/** Who changes something, and from where, for the audit log. */
export interface AuditAuthor {
  readonly actor: { readonly kind: 'user' | 'script' | 'stranger'; readonly id: string; readonly name: string };
  readonly via: AuditVia;
  /** Of the token by which a program acts. */
  readonly viaName: string | null;
  /** Of the client, where it is known. */
  readonly address: string | null;
}

export interface AuditThing {
  readonly kind: AuditThingKind;
  readonly id: string;
  /** At this time: a batch's, a person's. */
  readonly name: string;
}

/** What was done. No key, password, token or prompt is ever in it. */
export interface AuditEntry {
  readonly verb: AuditedVerb;
  readonly thing: AuditThing | null;
  /** What it was, in a few words. */
  readonly before?: string | undefined;
  /** What it is now. */
  readonly after?: string | undefined;
}

/** Where changes are noted, each in its own transaction: a change that is not kept leaves no row. */
export interface AuditLog {
  /**
   * Writes one row, after looking whether whoever acts may still do it: throws `SignedOutError` or `ForbiddenError` when
   * they lost their role meanwhile, so that the change is not kept.
   */
  write(entry: AuditEntry): Promise<void>;
}

/** Of storages that keep no audit log, as files and memory, and of workers, which note what they do in the record. */
export const noAudit: AuditLog = { write: () => Promise.resolve() };

/** The place of a row in the log. */
export interface AuditPlace {
  readonly at: Date;
  readonly number: bigint;
}

export interface PlacedAuditRow {
  readonly row: AuditRow;
  readonly place: AuditPlace;
}

/** The log of one workspace, or of the installation, for whoever may read it. */
export interface AuditRows {
  /** Newest first, from the row after `after` on. */
  find(
    filter: AuditFilter,
    page: { readonly after: AuditPlace | null; readonly limit: number },
  ): Promise<readonly PlacedAuditRow[]>;
  /** Whoever has done anything, by name. */
  people(): Promise<AuditPage['people']>;
}
