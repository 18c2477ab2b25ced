'use client';

import { ScrollArea } from '@base-ui/react/scroll-area';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

interface ScrollableProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of the page that scrolls by itself: reached by the keyboard where there is more than is seen. */
export function Scrollable({ label, className, children }: ScrollableProps) {
  return (
    <ScrollArea.Root className={cn('relative', className)}>
      <ScrollArea.Viewport
        render={<section />}
        aria-label={label}
        className="max-h-[inherit] rounded-[inherit] focus-visible:-outline-offset-2"
      >
        {children}
      </ScrollArea.Viewport>
      <ScrollArea.Scrollbar orientation="horizontal" className="m-0.5 flex h-1.5 rounded-full">
        <ScrollArea.Thumb className="h-full rounded-full bg-line-control" />
      </ScrollArea.Scrollbar>
      <ScrollArea.Scrollbar orientation="vertical" className="m-0.5 flex w-1.5 justify-center rounded-full">
        <ScrollArea.Thumb className="w-full rounded-full bg-line-control" />
      </ScrollArea.Scrollbar>
    </ScrollArea.Root>
  );
}
