import type { Role } from '#lib/shared/contract/rights.ts';
import type { CalledFrom } from './audit.ts';

/** Somebody in a workspace. */
export interface Member {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** One more with each change. */
  readonly version: number;
  /** When they last used the workspace; null for never. */
  readonly lastUsedAt: Date | null;
  /** Disabled people are in the list still, but let in nowhere. */
  readonly isDisabled: boolean;
}

/** Who is in one workspace. */
export interface Members {
  /** By name. */
  list(): Promise<readonly Member[]>;
  /** How many batches of the workspace each person started, by their ids; nobody who started none is in it. */
  countStarted(): Promise<ReadonlyMap<string, number>>;
  /**
   * In a transaction: keeps others from changing members and invitations until it ends, and from disabling whoever
   * asks, then lists as `list` does.
   */
  lock(personId: string): Promise<readonly Member[]>;
  changeRole(personId: string, role: Role): Promise<void>;
  remove(personId: string): Promise<void>;
}

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  /** Whoever made the link that counts; null for somebody who is gone. */
  readonly invitedBy: string | null;
  /** When that link was made. */
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The link of an invitation; only its hash is kept. */
export interface InvitationLink {
  readonly tokenSha256: Buffer;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface NewInvitation extends InvitationLink {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
}

/** Who is asked into one workspace and has not come yet: neither joined nor withdrawn, though maybe too late. */
export interface Invitations {
  /** Newest first. */
  list(): Promise<readonly Invitation[]>;
  create(invitation: NewInvitation): Promise<void>;
  /** Puts a new link in place of the old one, which ends; false when the invitation is open no longer. */
  renew(id: string, link: InvitationLink): Promise<boolean>;
  /** False when the invitation is open no longer. */
  withdraw(id: string, at: Date): Promise<boolean>;
}

/** An invitation as its link finds it, whatever became of it. */
export interface FoundInvitation {
  readonly email: string;
  readonly role: Role;
  /** Whoever made the link, while they still invite into the workspace. */
  readonly invitedBy: string | null;
  readonly workspaceName: string;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly withdrawnAt: Date | null;
  /** Whoever has this e-mail already; with the role they have in the workspace. */
  readonly person: { readonly id: string; readonly role: Role | null } | null;
}

/** Somebody who joins: under an account that is made now, or under the one that they have. */
export type Joiner =
  | { readonly id: string; readonly name: string; readonly passwordHash: string; readonly isNew: true }
  | { readonly id: string; readonly isNew: false };

/** Invitations of all workspaces, for whoever has a link. */
export interface InvitationsByLink {
  /** Null for a link that was never made, and for one in whose place there is a newer one. */
  find(tokenSha256: Buffer): Promise<FoundInvitation | null>;
  /**
   * Makes the invited person a member, with the greater role if they are one already, and ends the link. One
   * transaction. `not_theirs` for a new account where the e-mail has one, and for an account with another e-mail.
   */
  join(tokenSha256: Buffer, joiner: Joiner, at: Date, from: CalledFrom): Promise<'joined' | 'ended' | 'not_theirs'>;
}
