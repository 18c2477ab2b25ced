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

/** What goes with a workspace when it is deleted. */
export interface WorkspaceContents {
  readonly batches: number;
  readonly connections: number;
  readonly templates: number;
  readonly members: number;
  readonly tokens: number;
  readonly invitations: number;
  readonly runningBatches: number;
  /** Names of those that run, of many the first ones. */
  readonly runningNames: readonly string[];
}

export interface WorkspaceDeletion {
  /** As the person has written it, for the audit log. */
  readonly name: string;
  readonly personId: string;
  /** How many batches run, as the person has seen. */
  readonly runningBatches: number;
  readonly at: Date;
}

/** The workspaces of an installation; one that was deleted is none of them, though it goes by and by. */
export interface Workspaces {
  contentsOf(workspaceId: string): Promise<WorkspaceContents>;
  /**
   * Ends everybody's access to a workspace, and leaves what is in it to upkeep. One transaction. `not_owner` for a
   * person who owns it no longer, else the number of batches that run where it is another one than was seen.
   */
  delete(workspaceId: string, deletion: WorkspaceDeletion): Promise<'deleted' | 'not_owner' | number>;
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

/** Workspaces that nobody reaches any more and that are still there. */
export interface DeletedWorkspaces {
  listIds(): Promise<readonly string[]>;
  /**
   * Removes connections and the workspace itself in one go. False, and nothing is removed, while it has a batch, and for
   * one that was deleted after `deletedBefore`.
   */
  erase(workspaceId: string, deletedBefore: Date): Promise<boolean>;
}
