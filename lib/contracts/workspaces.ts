import type { Role } from '#lib/shared/contract/rights.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';
import type { SignedIn } from './accounts.ts';

/** Of somebody who is in it. */
export interface OwnWorkspace extends NamedWorkspace {
  readonly role: Role;
}

/** What may be known of a workspace by who is in none: that it is there, and how large. */
export interface WorkspaceFacts extends NamedWorkspace {
  readonly members: number;
  readonly batches: number;
  readonly createdAt: string;
}

/** What a workspace has stored, with uploads under way where there is a limit. */
export interface Space {
  readonly usedBytes: number;
  /** Null where it may store as much as there is room for. */
  readonly limitBytes: number | null;
}

/** The workspaces of an installation. */
export interface Workspaces {
  /** Those that the person is in, by name. */
  listOf(personId: string): Promise<readonly OwnWorkspace[]>;
  /** By name. */
  listAll(): Promise<readonly WorkspaceFacts[]>;
  /** Of each of these. */
  spaceOf(workspaceIds: readonly string[]): Promise<(workspaceId: string) => Space>;
  /**
   * Makes one, which the site admin who asks owns, with a sandbox connection where a sandbox runs. Throws
   * `SignedOutError` and `ForbiddenError` for whoever is no site admin any more.
   */
  create(name: string, by: SignedIn): Promise<NamedWorkspace>;
  /**
   * Gives it the name that `decide` says, which gets it as the person is in it, in one transaction. What it is called in
   * addresses stays. Throws `NotFoundError` for one that the person is not in, and what `decide` throws.
   */
  rename(workspaceId: string, personId: string, decide: (own: OwnWorkspace) => string): Promise<void>;
}
