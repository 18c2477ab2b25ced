import type { Role, TokenScope } from '#lib/shared/contract/rights.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';
import type { Asker, SetCookie } from './asker.ts';
import type { CalledFrom } from './audit.ts';
import type { Clock, Ids } from './context.ts';
import type { Issuer } from './issuer.ts';
import type { Mailing } from './mail.ts';
import type { InvitationsByLink } from './members.ts';
import type { ResetLinks } from './reset-links.ts';
import type { SecondFactors, Vault } from './second-factor.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isSiteAdmin: boolean;
}

/** Whoever asks with a session, by which a change finds out whether they still may. */
export interface SignedIn {
  readonly personId: string;
  readonly sessionId: string;
}

/** By what somebody is known to the server. */
export interface Credential {
  readonly kind: 'session' | 'token';
  readonly id: string;
}

/** What the database says at this moment of whoever holds a session or a token. */
export interface Access {
  readonly credential: Credential;
  readonly person: Person;
  /** Null for somebody who is in no workspace, or not in the one that was asked for. */
  readonly member: AccessedWorkspace | null;
  /** How many workspaces the person is in: with one alone no address names it. */
  readonly memberships: number;
}

export interface AccessedWorkspace {
  readonly workspace: NamedWorkspace;
  readonly role: Role;
  /** Of a token that allows less than its maker may do. */
  readonly scope?: TokenScope;
}

/** Which workspace a request is about: that of the batch in its path, else the named one, else the one used last. */
export interface WantedWorkspace {
  readonly batchId?: string | undefined;
  readonly slug?: string | undefined;
}

export interface AccessStore {
  /** Null for a session that has ended, and for somebody who is disabled. */
  find(sessionToken: string, wanted: WantedWorkspace): Promise<Access | null>;
  /**
   * For an API token, which is for one workspace: another one that is named gives no member, and its maker's role
   * bounds the role. Null for a token that has ended or was revoked, and when its maker is disabled or in that
   * workspace no more.
   */
  findByToken(token: string, wanted: WantedWorkspace): Promise<Access | null>;
  /** Whether all of it is so still: the session, the person, and their role in that workspace. Counts as no use. */
  holds(access: Access): Promise<boolean>;
}

/** Whose access changes, in whatever process. */
export interface AccessChanges {
  /** Tells `listener` when that of a person may have changed, until the returned function is called. */
  subscribe(personId: string, listener: () => void): () => void;
}

/** Passwords, sessions and their cookies. */
export interface AuthEngine {
  signIn(input: PasswordInput, asker: Asker): Promise<SignInResult>;
  /** Whose password was right in this browser a moment ago, and who has not shown a code yet; null for nobody. */
  findPending(cookies: string): Promise<PendingSignIn | null>;
  /** Signs them in by the code, which is looked at once more, and uses up a recovery code. */
  finishSignIn(step: SecondStep, asker: Asker): Promise<SecondStepResult>;
  /** Ends the session of the asker's cookie, if there is one. */
  signOut(asker: Asker): Promise<{ readonly setCookies: readonly SetCookie[] }>;
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
  /** The session token in a Cookie header; null when there is none that we signed. Asks no database. */
  readToken(cookies: string): string | null;
  readonly vault: Vault;
}

export interface PasswordInput {
  readonly email: string;
  readonly password: string;
}

export type SignInResult =
  | { readonly kind: 'signed_in'; readonly personId: string; readonly setCookies: readonly SetCookie[] }
  /** The password was right, and a code is asked for now. The cookies say so, and let nobody in. */
  | { readonly kind: 'second_step'; readonly setCookies: readonly SetCookie[] }
  | { readonly kind: 'refused'; readonly reason: 'wrong' | 'disabled' };

/** Good for ten minutes, and for one session. */
export interface PendingSignIn {
  readonly id: string;
  readonly personId: string;
  readonly email: string;
}

export type SecondStep =
  | { readonly kind: 'app'; readonly code: string }
  | { readonly kind: 'recovery'; readonly recoveryHash: string };

export type SecondStepResult =
  | { readonly kind: 'signed_in'; readonly setCookies: readonly SetCookie[] }
  | { readonly kind: 'refused'; readonly reason: 'wrong' | 'ended' | 'disabled' };

export interface NewOwner {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** People and the links by which they come in first. Each call is one transaction. */
export interface People {
  hasOwner(): Promise<boolean>;
  addSetUpLink(link: { readonly tokenSha256: Buffer; readonly expiresAt: Date }): Promise<void>;
  /** Whether the link is good still. */
  findSetUpLink(tokenSha256: Buffer): Promise<boolean>;
  /** Makes the first owner, who is a site admin and owns Local, and ends all set-up links. */
  createFirstOwner(
    tokenSha256: Buffer,
    owner: NewOwner,
    from: CalledFrom,
  ): Promise<'created' | 'link_ended' | 'owner_exists'>;
}

/** Counts tries by what they have in common. */
export interface AttemptCounter {
  /** Counts one more within `windowMs` of the first, and gives the count and when the first was. */
  count(key: Buffer, windowMs: number): Promise<{ readonly count: number; readonly since: Date }>;
  /** Takes one back: it was no wrong try. */
  giveBack(key: Buffer): Promise<void>;
}

/** What a person needs who is not in yet. */
export interface DoorContext {
  readonly asker: Asker;
  readonly engine: AuthEngine;
  /** Null where people sign in with a password alone. */
  readonly issuer: Issuer | null;
  readonly access: AccessStore;
  readonly people: People;
  readonly invitations: InvitationsByLink;
  readonly resets: ResetLinks;
  /** Null where no mail is sent. */
  readonly mailing: Mailing | null;
  readonly secondFactors: SecondFactors;
  readonly attempts: AttemptCounter;
  readonly doorAudit: DoorAudit;
  readonly devices: KnownDevices;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Notes who came in, who went, and who was refused. */
export interface DoorAudit {
  signedIn(personId: string, from: CalledFrom, verb: 'signIn' | 'verifyCode' | 'finishIssuerSignIn'): Promise<void>;
  /** At most one a minute for an account, and for all e-mails together that have none: those are not kept. */
  signInRefused(email: string, from: CalledFrom): Promise<void>;
  /** Ends a session and notes that, in one transaction; for a session that has ended it does nothing. */
  signOut(sessionToken: string, from: CalledFrom): Promise<void>;
}

/** Browsers that have signed in before. They open nothing: only their wrong tries are counted apart. */
export interface KnownDevices {
  /** Null for a browser that has not signed in to the account. */
  find(cookies: string, account: string): string | null;
  remember(account: string): SetCookie;
}
