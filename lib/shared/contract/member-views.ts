import type { MailOutcome } from './mail-fault.ts';
import type { Role } from './rights.ts';

/** Somebody in a workspace, for whoever is in it too. */
export interface MemberView {
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
  readonly version: number;
  readonly isYou: boolean;
  /** Nobody can take this role away until there is another owner. */
  readonly isLastOwner: boolean;
  readonly isDisabled: boolean;
  /** Null for those who are no admin. */
  readonly email: string | null;
  /** ISO time; null for never, and for those who are no admin. */
  readonly lastSeenAt: string | null;
  /** How many batches of the workspace they started; null for those who are no admin. */
  readonly startedBatches: number | null;
}

export interface MemberList {
  readonly workspaceName: string;
  /** Of whoever asks. */
  readonly role: Role;
  /** By name. */
  readonly members: readonly MemberView[];
}

/** An invitation that nobody has used yet. Times are ISO. */
export interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string | null;
  readonly expiresAt: string;
  readonly hasEnded: boolean;
}

/** What lets somebody in, seen this once. */
export interface NewInvitationLink {
  readonly invitation: InvitationView;
  /** For how long it is good. */
  readonly days: number;
  readonly token: string;
  /** Null where no mail is sent. */
  readonly mail: MailOutcome | null;
}

/** An invitation, for whoever has its link. */
export interface InvitationOffer {
  readonly email: string;
  readonly role: Role;
  readonly workspaceName: string;
  readonly invitedBy: string | null;
  /** What the invited person has in the workspace already; null for nothing, and for those who are not signed in. */
  readonly currentRole: Role | null;
  /**
   * Who has opened it: somebody without an account, somebody who has to sign in first, the invited person signed in, or
   * somebody else.
   */
  readonly opener: 'new' | 'signed_out' | 'invited' | 'other';
  /** The e-mail of whoever is signed in. */
  readonly signedInAs: string | null;
}
