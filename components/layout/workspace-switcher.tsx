'use client';

import { Check, ChevronsUpDown } from 'lucide-react';
import { Menu, MenuContent, MenuPageLoad, MenuTrigger } from '#components/ui/menu.tsx';
import { withWorkspace } from '#lib/shared/contract/page-workspace.ts';
import type { NamedWorkspace } from '#lib/shared/contract/workspace.ts';

export interface WorkspaceChoice {
  readonly current: NamedWorkspace;
  readonly all: readonly NamedWorkspace[];
}

/** Which workspace the page is of, and the way to the others; on a phone it is in the account menu. */
export function WorkspaceSwitcher({ current, all }: WorkspaceChoice) {
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Workspace: ${current.name}`}
        className="flex h-(--control-small) max-w-48 cursor-pointer items-center gap-2 rounded-md px-2.5 font-label text-ink-2 hover:bg-hover hover:text-ink data-popup-open:bg-hover max-md:hidden"
      >
        <span className="truncate">{current.name}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      </MenuTrigger>
      <MenuContent>
        <WorkspaceItems current={current} all={all} />
      </MenuContent>
    </Menu>
  );
}

interface WorkspaceItemsProps extends WorkspaceChoice {
  readonly className?: string;
}

/** A document is of one workspace: another one is a page load. */
export function WorkspaceItems({ current, all, className }: WorkspaceItemsProps) {
  return all.map(({ id, name, slug }) => (
    <MenuPageLoad key={id} href={withWorkspace('/batches', slug)} isCurrent={id === current.id} className={className}>
      <Check aria-hidden className={id === current.id ? undefined : 'invisible'} />
      <span className="max-w-60 truncate">{name}</span>
    </MenuPageLoad>
  ));
}
