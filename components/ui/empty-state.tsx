import type { ReactNode } from 'react';

interface EmptyStateProps {
  /** One sentence. */
  readonly children: ReactNode;
  /** One way on, such as **Clear filters**. */
  readonly action?: ReactNode;
}

/** An empty tab or filter result: one sentence and one action, no picture. */
export function EmptyState({ children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-4 py-16 text-center text-ink-2">
      <p className="max-w-prose text-pretty">{children}</p>
      {action}
    </div>
  );
}
