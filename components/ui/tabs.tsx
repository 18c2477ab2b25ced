'use client';

import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

export const Tabs = BaseTabs.Root;

/** On a phone they move closer; what has no room even so scrolls sideways and fades out at the edge of the screen. */
export function TabsList({ children, className, ...props }: ComponentProps<'div'>) {
  return (
    <BaseTabs.List
      {...props}
      className={cn(
        'fading-edges flex gap-7 border-b border-line max-md:-mx-(--page-gutter) max-md:scroll-px-(--page-gutter) max-md:gap-[22px] max-md:overflow-x-auto max-md:px-(--page-gutter) max-md:[scrollbar-width:none]',
        'max-[27.5rem]:gap-3.5',
        className,
      )}
    >
      {children}
    </BaseTabs.List>
  );
}

interface TabProps {
  readonly value: string;
  readonly children: ReactNode;
  /** Stands after the name, quieter: how many. */
  readonly count?: ReactNode;
}

export function Tab({ value, children, count }: TabProps) {
  return (
    <BaseTabs.Tab
      value={value}
      className={cn(
        'relative shrink-0 py-2.5 font-label whitespace-nowrap text-ink-2 transition-colors hover:text-ink',
        "after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:rounded-t-[2px] after:content-['']",
        'data-active:font-medium data-active:text-ink data-active:after:bg-ink',
        'after:forced-color-adjust-none forced-colors:data-active:after:bg-[Highlight]',
        'focus-visible:rounded-xs focus-visible:-outline-offset-2',
      )}
    >
      {children}
      {count !== undefined && <span className="ml-px font-normal text-ink-3 max-[23.5rem]:hidden"> {count}</span>}
    </BaseTabs.Tab>
  );
}

export function TabsPanel({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <BaseTabs.Panel value={value} className="outline-offset-8">
      {children}
    </BaseTabs.Panel>
  );
}
