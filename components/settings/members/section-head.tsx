import type { ReactNode } from 'react';

interface SectionHeadProps {
  readonly title: string;
  /** How many, or of what, in a few quiet words. */
  readonly note?: ReactNode;
  readonly action?: ReactNode;
}

export function SectionHead({ title, note, action }: SectionHeadProps) {
  return (
    <div className="mb-3 flex min-h-9 items-center gap-3">
      <h2 className="text-lg font-bold">{title}</h2>
      {note !== undefined && <span className="min-w-0 truncate text-ink-3">{note}</span>}
      {action !== undefined && <div className="ml-auto">{action}</div>}
    </div>
  );
}
