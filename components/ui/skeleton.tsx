import type { CSSProperties } from 'react';
import { cn } from './class-names.ts';

interface SkeletonProps {
  /** CSS width of what will come: `62%`, `46px`. */
  readonly width?: CSSProperties['width'];
  readonly isLarge?: boolean;
  readonly className?: string;
}

/** The place of a value that is on its way, at the size of what comes. Says nothing to screen readers. */
export function Skeleton({ width = '100%', isLarge = false, className }: SkeletonProps) {
  return (
    <span
      aria-hidden
      style={{ width }}
      className={cn(
        'block max-w-full animate-breathe bg-pressed motion-reduce:animate-appear',
        isLarge ? 'h-[22px] rounded-[6px]' : 'h-2.5 rounded-sm',
        className,
      )}
    />
  );
}

/** Says once, to screen readers, what is loading. */
export function LoadingAnnouncement({ children }: { readonly children: string }) {
  return <output className="sr-only">{children}</output>;
}
