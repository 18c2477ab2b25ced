'use client';

import { createContext, type ReactNode, use, useMemo } from 'react';
import { withWorkspace } from '#lib/shared/contract/page-workspace.ts';
import { can, type Right, type Role } from '#lib/shared/contract/rights.ts';

interface PageFrame {
  readonly role: Role;
  readonly readerId: string | null;
  readonly inWorkspace: (path: string) => string;
}

/** Alone one may do everything, and there is no other workspace. */
const PageFrameContext = createContext<PageFrame>({ role: 'owner', readerId: null, inWorkspace: (path) => path });

interface PageFrameProps {
  /** What the reader may do in the workspace of the page. */
  readonly role: Role;
  /** Who reads; null where nobody signs in. */
  readonly readerId: string | null;
  /** The workspace that addresses name; null where there is no other. */
  readonly workspace: string | null;
  readonly children: ReactNode;
}

/** Tells what stands in it what its reader may do, and of which workspace the page is. */
export function PageFrameProvider({ role, readerId, workspace, children }: PageFrameProps) {
  const frame = useMemo(
    () => ({ role, readerId, inWorkspace: (path: string) => withWorkspace(path, workspace) }),
    [role, readerId, workspace],
  );
  return <PageFrameContext value={frame}>{children}</PageFrameContext>;
}

/** Whether the reader may do this: what would be refused is not offered. */
export function useCan(right: Right): boolean {
  return can(use(PageFrameContext).role, right);
}

/** Who reads; null where nobody signs in, and so nobody asks who did what. */
export function useReaderId(): string | null {
  return use(PageFrameContext).readerId;
}

/** Makes the path of a page or route of ours one in the page's own workspace. */
export function useWorkspacePath(): (path: string) => string {
  return use(PageFrameContext).inWorkspace;
}
