import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A list of label and value: labels at the left, values at the right edge or beside them. */
export function FactList({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return <dl className={cn('grid grid-cols-[auto_minmax(0,1fr)]', className)}>{children}</dl>;
}

interface FactProps {
  readonly label: ReactNode;
  readonly children: ReactNode;
  readonly align?: 'left' | 'right';
}

export function Fact({ label, children, align = 'right' }: FactProps) {
  return (
    <>
      <dt className="py-[7px] pr-4 text-ink-3">{label}</dt>
      <dd className={cn('min-w-0 py-[7px]', align === 'right' && 'text-right')}>{children}</dd>
    </>
  );
}
