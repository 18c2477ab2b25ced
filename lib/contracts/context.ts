import type { Logger } from '#lib/log.ts';
import type { Task } from '#lib/record/due-tasks.ts';
import type { Actor } from '#lib/shared/contract/actor.ts';
import type { Role, TokenScope } from '#lib/shared/contract/rights.ts';
import type { Workspace } from '#lib/shared/contract/workspace.ts';
import type { AuditedVerb } from '#lib/shared/words/audit-words.ts';
import type { AuditLog, AuditRows } from './audit.ts';
import type { BatchStorage } from './batch-storage.ts';
import type { Changes } from './changes.ts';
import type { ConnectionSettings, ConnectionStore } from './connection-store.ts';
import type { FileStore } from './file-store.ts';
import type { Mailing } from './mail.ts';
import type { Invitations, Members } from './members.ts';
import type { Provider, ProviderLimits } from './provider.ts';
import type { Quota } from './quota.ts';
import type { Templates } from './templates.ts';
import type { Tokens } from './tokens.ts';

/** Where the time comes from: the real clock, or a test's. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Makes ids and tokens: lower-case letters and digits, unguessable, at most 36 characters. */
export interface Ids {
  next(prefix: string): string;
}

/**
 * Hands out a provider for a batch's connection, or, in a script, for the client that it was given. Throws
 * `NotFoundError` when the connection is gone, `WrongStateError` for null where there are only connections.
 */
export interface Providers {
  forConnection(connectionId: string | null): Promise<Provider>;
  /** What a job may hold at a connection, without opening its key; absent where providers come without connections. */
  limitsOf?(settings: ConnectionSettings): ProviderLimits;
}

/** Puts tasks into the queue; in a script, where no worker runs, it does nothing. */
export interface TaskQueue {
  enqueue(tasks: readonly Task[]): Promise<void>;
}

/** How long things take and wait, in milliseconds. */
export interface Timing {
  /** How often an open job is looked at, before back-off. */
  readonly pollMs: number;
  /** After this time without a sign of life of its holder, a lease may be taken over. */
  readonly leaseMs: number;
  /** How long a job may stay unseen in the provider's list before a person is asked. */
  readonly doubtMs: number;
  /** How often a worker looks for work that got lost, and says that it lives. */
  readonly sweepMs: number;
}

/**
 * The steps of this process that read what others have written, and may end it by that. Both wait for their
 * turn, and reject with the reason of the signal when it aborts before.
 */
export interface Turns {
  beside(signal: AbortSignal, work: () => Promise<void>): Promise<void>;
  /** While none of the others is under way: should the process end now, it is known by which. */
  alone(signal: AbortSignal, work: () => Promise<void>): Promise<void>;
}

/** What people are called now, by their ids; those that are not known are left out. */
export type NamesOf = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** A verb whose change of a batch is noted in the audit log by whoever saves the batch, once. */
interface VerbUnderWay {
  readonly name: AuditedVerb;
  isNoted: boolean;
}

/**
 * Everything that a verb needs, handed in by its caller. `transaction` runs `work` with a context whose storage,
 * connections, members, invitations, tokens, templates, tasks and audit log share one database transaction; where there is no
 * database it just runs `work`.
 */
export interface Context {
  readonly actor: Actor;
  /** What the actor may do in the workspace. */
  readonly role: Role;
  /** Of the token that the actor came with, where it allows less than they may themselves. */
  readonly scope?: TokenScope;
  /** Whose data the context reaches: everything below knows no other. */
  readonly workspace: Workspace;
  readonly storage: BatchStorage;
  readonly files: FileStore;
  readonly connections: ConnectionStore;
  readonly namesOf: NamesOf;
  readonly providers: Providers;
  /** Absent where nobody signs in, and for scripts. */
  readonly members?: Members;
  /** As `members`. */
  readonly invitations?: Invitations;
  /** As `members`. */
  readonly tokens?: Tokens;
  /** Absent where nobody keeps templates, as for scripts. */
  readonly templates?: Templates;
  /** As `members`. */
  readonly auditRows?: AuditRows;
  /** Absent where no mail is sent. */
  readonly mailing?: Mailing;
  /** Which addresses connections may have; absent where all may be called. */
  readonly addresses?: { readonly isCallable: (url: string) => Promise<boolean> };
  /** To be written to inside a transaction alone. */
  readonly audit: AuditLog;
  /** Null outside of verbs, as in steps, and in verbs that write to the log themselves or change no batch. */
  readonly verb: VerbUnderWay | null;
  /** How much the workspace may store; absent where nobody said so, and for scripts. */
  readonly quota?: Quota;
  readonly tasks: TaskQueue;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly ids: Ids;
  readonly turns: Turns;
  readonly log: Logger;
  readonly signal: AbortSignal;
  transaction<T>(work: (tx: Context) => Promise<T>): Promise<T>;
}
