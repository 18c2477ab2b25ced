'use client';

import { ChevronDown, Keyboard } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import { HoverLink } from '#components/ui/hover-link.tsx';
import { Menu, MenuContent, MenuLink, MenuTrigger } from '#components/ui/menu.tsx';
import { Tooltip } from '#components/ui/tooltip.tsx';
import { Logo } from './logo.tsx';
import { useShowShortcuts } from './shortcuts.tsx';
import { ThemeButton } from './theme-button.tsx';

interface SectionLink {
  readonly href: string;
  readonly name: string;
}

/** In the bar on every screen. */
const firstSections: readonly SectionLink[] = [
  { href: '/batches', name: 'Batches' },
  { href: '/templates', name: 'Templates' },
];

/** On a phone behind **More**. */
const moreSections: readonly SectionLink[] = [
  { href: '/connections', name: 'Connections' },
  { href: '/errors', name: 'What errors mean' },
];

interface TopBarProps {
  /** Who is signed in; nothing where nobody signs in. */
  readonly account?: ReactNode;
  /** Which workspace the page is of; nothing for who has no other. */
  readonly workspace?: ReactNode;
  /** False for somebody who is in no workspace: there is nowhere to go. */
  readonly hasPages?: boolean;
}

export function TopBar({ account, workspace, hasPages = true }: TopBarProps) {
  const showShortcuts = useShowShortcuts();
  return (
    <header className="sticky top-0 z-10 h-14 print:hidden border-b border-line bg-page">
      <div className="page-frame flex h-full items-center gap-9 max-md:gap-3 max-[24rem]:gap-1.5">
        <HoverLink
          href="/batches"
          aria-label="LangBatch"
          className="flex items-center gap-2.5 rounded-xs text-[15px] font-bold tracking-[-0.01em] max-md:min-h-11"
        >
          <Logo className="text-primary" />
          <span className="max-md:hidden">LangBatch</span>
        </HoverLink>
        {hasPages && <MainNavigation />}
        <div className={cn('ml-auto flex items-center gap-1', hasPages && 'max-md:ml-0')}>
          {workspace}
          <Tooltip content="Keys (?)" side="bottom">
            <Button variant="quiet" isIcon aria-label="Keys" onClick={showShortcuts} className="max-md:hidden">
              <Keyboard aria-hidden />
            </Button>
          </Tooltip>
          <ThemeButton />
          {account}
        </div>
      </div>
    </header>
  );
}

const linkClasses =
  'relative flex items-center px-3 font-label whitespace-nowrap text-ink-2 hover:text-ink focus-visible:rounded-md focus-visible:-outline-offset-4 max-md:px-[9px] max-[24rem]:px-1.5';
const currentClasses =
  "font-medium text-ink after:absolute after:inset-x-3 after:-bottom-px after:h-0.5 after:rounded-t-[2px] after:bg-ink after:forced-color-adjust-none after:content-[''] forced-colors:after:bg-[Highlight] max-md:after:inset-x-[9px] max-[24rem]:after:inset-x-1.5";

function MainNavigation() {
  const pathname = usePathname();
  const isCurrent = ({ href }: SectionLink): boolean => pathname === href || pathname.startsWith(`${href}/`);
  const link = (section: SectionLink, className = '') => (
    <HoverLink
      key={section.href}
      href={section.href}
      aria-current={isCurrent(section) ? 'page' : undefined}
      className={cn(linkClasses, isCurrent(section) && currentClasses, className)}
    >
      {section.name}
    </HoverLink>
  );
  return (
    <nav aria-label="Main" className="flex h-full gap-1 max-md:ml-auto max-md:gap-0">
      {firstSections.map((section) => link(section))}
      {moreSections.map((section) => link(section, 'max-md:hidden'))}
      <MoreMenu isCurrent={moreSections.some(isCurrent)} />
    </nav>
  );
}

/** What the bar of a phone has no room for. */
function MoreMenu({ isCurrent }: { readonly isCurrent: boolean }) {
  return (
    <Menu>
      <MenuTrigger
        className={cn(
          linkClasses,
          'cursor-pointer gap-1 data-popup-open:text-ink md:hidden',
          isCurrent && currentClasses,
        )}
      >
        More
        <ChevronDown aria-hidden className="size-3.5" />
      </MenuTrigger>
      <MenuContent>
        {moreSections.map(({ href, name }) => (
          <MenuLink key={href} href={href}>
            {name}
          </MenuLink>
        ))}
      </MenuContent>
    </Menu>
  );
}
