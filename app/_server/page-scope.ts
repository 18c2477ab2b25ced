import 'server-only';
import type { Access } from '#lib/contracts/accounts.ts';
import { AppError } from '#lib/errors.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';
import { findPageAccess, getRuntime } from './context.ts';

/** Of whom and of what a page is, for its frame. */
export interface FrameScope {
  /** Null where nobody signs in, and where it cannot be known, which what stands in the frame says. */
  readonly person: Access['person'] | null;
  readonly role: Role;
  /** Null for who is in none, or where nobody signs in. */
  readonly workspace: NamedWorkspace | null;
  /** In how many workspaces the person is. */
  readonly memberships: number;
  /** All of them, for who can change between several. */
  readonly choices: readonly NamedWorkspace[];
}

const ofNobody: FrameScope = { person: null, role: 'owner', workspace: null, memberships: 1, choices: [] };

export async function findFrameScope(): Promise<FrameScope> {
  try {
    const access = await findPageAccess();
    if (access === null) return ofNobody;
    const { person, member, memberships } = access;
    const choices = memberships > 1 ? await listChoices(person.id) : [];
    return { person, role: member?.role ?? 'viewer', workspace: member?.workspace ?? null, memberships, choices };
  } catch (error) {
    if (AppError.is(error)) return { ...ofNobody, role: 'viewer' };
    throw error;
  }
}

async function listChoices(personId: string): Promise<readonly NamedWorkspace[]> {
  const { accounts } = await getRuntime();
  const own = (await accounts?.listWorkspacesOf(personId)) ?? [];
  return own.map(({ id, name, slug }) => ({ id, name, slug }));
}
