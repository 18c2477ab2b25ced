import type { Role } from '#lib/shared/contract/rights.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';

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

/** The workspaces of an installation. */
export interface Workspaces {
  /** Those that the person is in, by name. */
  listOf(personId: string): Promise<readonly OwnWorkspace[]>;
  /** By name. */
  listAll(): Promise<readonly WorkspaceFacts[]>;
  /** Makes one with this owner, and with a sandbox connection where a sandbox runs. */
  create(name: string, ownerId: string): Promise<NamedWorkspace>;
  /** What it is called in addresses stays. Throws `NotFoundError`. */
  rename(workspaceId: string, name: string): Promise<void>;
}
