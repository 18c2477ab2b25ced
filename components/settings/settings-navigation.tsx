'use client';

import { usePathname } from 'next/navigation';
import { cn } from '#components/ui/class-names.ts';
import { HoverLink } from '#components/ui/hover-link.tsx';

const sections = [
  { href: '/settings/members', name: 'Members' },
  { href: '/settings/workspaces', name: 'Workspaces' },
];
/** For admins and owners of the workspace, and, with the rows of the installation, for site admins. */
const audit = { href: '/settings/audit', name: 'Audit log' };
/** For site admins alone. */
const people = { href: '/settings/people', name: 'People' };

interface SettingsNavigationProps {
  readonly isSiteAdmin: boolean;
  /** Of the workspace. */
  readonly isAdmin: boolean;
}

/** The sections of the settings: beside them, on a phone above, where they scroll sideways. */
export function SettingsNavigation({ isSiteAdmin, isAdmin }: SettingsNavigationProps) {
  const pathname = usePathname();
  const shown = [...sections, ...(isAdmin || isSiteAdmin ? [audit] : []), ...(isSiteAdmin ? [people] : [])];
  return (
    <nav
      aria-label="Settings"
      className="-ml-3 grid gap-0.5 max-md:-mx-(--page-gutter) max-md:flex max-md:gap-1 max-md:overflow-x-auto max-md:px-(--page-gutter) max-md:pb-1"
    >
      {shown.map(({ href, name }) => {
        const isCurrent = pathname === href;
        return (
          <HoverLink
            key={href}
            href={href}
            aria-current={isCurrent ? 'page' : undefined}
            className={cn(
              'rounded-md px-3 py-[7px] whitespace-nowrap text-ink-2 hover:bg-hover max-md:py-[11px]',
              isCurrent && 'bg-pressed font-medium text-ink',
            )}
          >
            {name}
          </HoverLink>
        );
      })}
    </nav>
  );
}
