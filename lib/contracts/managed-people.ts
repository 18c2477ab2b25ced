import type { Role } from '#lib/shared/contract/rights.ts';
import type { StoredLink } from './reset-links.ts';

export interface ManagedPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isSiteAdmin: boolean;
  /** Null for whoever may come in. */
  readonly disabledAt: Date | null;
}

export interface ListedPerson extends ManagedPerson {
  /** Null for somebody who is signed in nowhere. */
  readonly lastSeenAt: Date | null;
  readonly memberships: readonly { readonly workspace: string; readonly role: Role }[];
}

/** What a change of a person is decided by. Nobody else changes any of it meanwhile. */
export interface PersonFacts extends ManagedPerson {
  /** Whether nobody else is a site admin who may come in. */
  readonly isLastSiteAdmin: boolean;
  /** The names of workspaces that have no other owner who may come in. */
  readonly onlyOwnerOf: readonly string[];
}

export interface PersonChange {
  /** True ends all sessions, tokens and links. */
  readonly isDisabled?: boolean;
  readonly isSiteAdmin?: boolean;
  /** Takes the place of an earlier one. */
  readonly resetLink?: StoredLink;
}

/** All people, for a site admin. */
export interface ManagedPeople {
  /** By name. */
  list(): Promise<readonly ListedPerson[]>;
  /**
   * Changes a person as `decide` says, in one transaction that first looks whether the site admin still is one. Throws
   * `SignedOutError`, `ForbiddenError`, `NotFoundError`, and what `decide` throws.
   */
  change(personId: string, decide: (facts: PersonFacts) => PersonChange): Promise<void>;
}
