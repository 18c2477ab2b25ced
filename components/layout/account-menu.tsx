'use client';

import { Boxes, LogOut, User, UserCog, Users } from 'lucide-react';
import { type Action, useAction } from '#components/live/use-action.ts';
import { Menu, MenuContent, MenuItem, MenuLink, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx';
import { type WorkspaceChoice, WorkspaceItems } from './workspace-switcher.tsx';

interface AccountMenuProps {
  readonly person: { readonly name: string; readonly email: string; readonly isSiteAdmin: boolean };
  readonly signOut: Action<undefined, null>;
  /** For a phone, where the top bar has no room for them; null for who has one workspace or none. */
  readonly workspaces?: WorkspaceChoice | null;
}

/** Who is signed in, and the way out. */
export function AccountMenu({ person, signOut, workspaces = null }: AccountMenuProps) {
  // A whole page load: nothing of the person is left in the browser's memory.
  const { run } = useAction(signOut, { onSuccess: () => window.location.assign('/sign-in') });
  return (
    <Menu>
      <MenuTrigger
        aria-label={`${person.name}, account`}
        className="ml-1.5 grid size-7 max-[24rem]:-ml-1 shrink-0 cursor-pointer place-items-center rounded-full border border-line-strong bg-sunken text-xs font-bold text-ink-2 hover:bg-hover hover:text-ink"
      >
        {firstLetter(person.name)}
      </MenuTrigger>
      <MenuContent>
        <div className="px-2.5 py-1.5">
          <p className="max-w-60 truncate font-medium">{person.name}</p>
          <p className="max-w-60 truncate text-sm text-ink-3">{person.email}</p>
        </div>
        {workspaces !== null && (
          <div className="md:hidden">
            <MenuSeparator />
            <WorkspaceItems {...workspaces} />
          </div>
        )}
        <MenuSeparator />
        <MenuLink href="/account">
          <User aria-hidden />
          Account
        </MenuLink>
        <MenuLink href="/settings/members">
          <Users aria-hidden />
          Members
        </MenuLink>
        <MenuLink href="/settings/workspaces">
          <Boxes aria-hidden />
          Workspaces
        </MenuLink>
        {person.isSiteAdmin && (
          <MenuLink href="/settings/people">
            <UserCog aria-hidden />
            People
          </MenuLink>
        )}
        <MenuSeparator />
        <MenuItem onClick={() => run(undefined)}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

function firstLetter(name: string): string {
  return String.fromCodePoint(name.codePointAt(0) ?? 0).toUpperCase();
}
