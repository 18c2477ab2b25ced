import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A key's cap. */
export function Kbd({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <kbd
      className={cn(
        'inline-grid h-5 min-w-5 place-items-center rounded-sm border border-line-strong bg-page px-[5px] font-sans text-xs leading-none font-label text-ink-3',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
