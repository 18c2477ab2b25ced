import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';

interface PageHeadProps {
  readonly title: ReactNode;
  /** One quieter sentence or line below. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** On a phone the actions stay beside the title; without it they fill a row of their own. */
  readonly areActionsBeside?: boolean;
}

/** A page's title with its actions at the right edge. */
export function PageHead({ title, children, actions, areActionsBeside = false }: PageHeadProps) {
  return (
    <div className="flex flex-wrap items-start gap-6 max-md:gap-3.5">
      <div className="min-w-0">
        <h1 className="text-2xl font-bold text-balance">{title}</h1>
        {children}
      </div>
      {actions !== undefined && (
        <div
          className={cn(
            'ml-auto flex items-center gap-2',
            !areActionsBeside && 'max-md:ml-0 max-md:w-full max-md:flex-wrap max-md:*:flex-auto',
          )}
        >
          {actions}
        </div>
      )}
    </div>
  );
}
