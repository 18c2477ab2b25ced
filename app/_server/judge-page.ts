import type { Access } from '#lib/contracts/accounts.ts';
import { AppError } from '#lib/errors.ts';
import { withWorkspace } from '#lib/shared/contract/page-workspace.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import type { Runtime } from '#lib/wiring/runtime.ts';
import { findAccess } from './context-for.ts';
import { wantedOf } from './wanted-workspace.ts';

/** What becomes of a look at a page: it is made, another one is in its place, or it is under another address. */
export type PageVerdict = 'made' | 'signed_out' | 'no_workspace' | { readonly address: string };

/** Pages about the person, or about nobody, need no workspace to be there. */
const ofNoWorkspace = /^\/(?:errors|account|settings\/(?:workspaces|people))\/?$/u;

/**
 * Judges the page at `path` for whoever sent these headers. What else keeps us from knowing, such as a database that is
 * away, the page itself says, as it finds nobody either.
 */
export async function judgePage(
  { accounts }: Pick<Runtime, 'accounts'>,
  headers: Pick<Headers, 'get'>,
  path: string,
): Promise<PageVerdict> {
  const wanted = wantedOf(new URL(path, 'http://ours.invalid'));
  if (accounts === null) return (wanted.slug ?? localWorkspace.slug) === localWorkspace.slug ? 'made' : 'no_workspace';
  try {
    return judgeAccess(await findAccess(accounts, headers, wanted), path);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return error.code === 'signed_out' ? 'signed_out' : 'made';
  }
}

/** Of several workspaces the address names one, so that a tab stays in it whatever other tabs do. */
function judgeAccess({ member, memberships }: Access, path: string): PageVerdict {
  const { pathname, searchParams } = new URL(path, 'http://ours.invalid');
  const { batchId, slug } = wantedOf({ pathname, searchParams });
  if (member === null) return slug === undefined && ofNoWorkspace.test(pathname) ? 'made' : 'no_workspace';
  if (memberships < 2 || batchId !== undefined || slug !== undefined) return 'made';
  return { address: withWorkspace(path, member.workspace.slug) };
}
