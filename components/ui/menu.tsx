'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { useWorkspacePath } from '#components/rights/page-frame.tsx';
import { cn } from './class-names.ts';
import { popupClasses, popupItemClasses } from './popup-classes.ts';
import { usePopupContainer } from './popup-container.ts';

/** A list of actions behind a button: `<MenuTrigger render={<Button>…</Button>} />`. */
export const Menu = BaseMenu.Root;
export const MenuTrigger = BaseMenu.Trigger;

interface MenuContentProps {
  readonly children: ReactNode;
  readonly align?: ComponentProps<typeof BaseMenu.Positioner>['align'];
  readonly className?: string;
}

export function MenuContent({ children, align = 'end', className }: MenuContentProps) {
  return (
    <BaseMenu.Portal container={usePopupContainer()}>
      <BaseMenu.Positioner align={align} sideOffset={6} className="z-30 outline-none">
        <BaseMenu.Popup className={cn(popupClasses, 'min-w-44', className)}>{children}</BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  );
}

interface MenuItemProps extends Omit<ComponentProps<typeof BaseMenu.Item>, 'className'> {
  readonly className?: string;
  readonly isDestructive?: boolean;
}

export function MenuItem({ className, isDestructive = false, ...props }: MenuItemProps) {
  return (
    <BaseMenu.Item
      className={cn(popupItemClasses, isDestructive && 'text-failed-text [&_svg]:text-failed-text', className)}
      {...props}
    />
  );
}

/** An item that leads to a page of ours, in the page's workspace. */
export function MenuLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const inWorkspace = useWorkspacePath();
  return (
    <BaseMenu.LinkItem
      className={popupItemClasses}
      closeOnClick
      render={(props) => (
        <Link {...props} href={inWorkspace(href)} prefetch={false}>
          {children}
        </Link>
      )}
    />
  );
}

interface MenuPageLoadProps {
  /** As it is: the page's workspace is not named in it. */
  readonly href: string;
  readonly isCurrent: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** An item that leaves the page for good: nothing of it is left in the browser's memory. */
export function MenuPageLoad({ href, isCurrent, className, children }: MenuPageLoadProps) {
  return (
    <BaseMenu.LinkItem
      className={cn(popupItemClasses, className)}
      render={(props) => (
        <a {...props} href={href} aria-current={isCurrent ? 'true' : undefined}>
          {children}
        </a>
      )}
    />
  );
}

/** An item that fetches a file from a route of ours; the page stays. */
export function MenuDownload({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const inWorkspace = useWorkspacePath();
  return (
    <BaseMenu.Item
      className={popupItemClasses}
      render={(props) => (
        <a {...props} href={inWorkspace(href)} download>
          {children}
        </a>
      )}
    />
  );
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="mx-2.5 my-1 h-px bg-line" />;
}
