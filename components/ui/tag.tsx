import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

interface TagProps {
  readonly children: ReactNode;
  /** For what a person may copy: custom_ids, codes. */
  readonly isMono?: boolean;
  readonly className?: string;
}

/** A small quiet label on a sunken ground. */
export function Tag({ children, isMono = false, className }: TagProps) {
  return (
    <span
      className={cn(
        'inline-flex min-h-[22px] max-w-full items-center rounded-sm bg-sunken px-[7px] text-sm text-ink-2',
        isMono && 'mono text-xs',
        className,
      )}
    >
      {children}
    </span>
  );
}
