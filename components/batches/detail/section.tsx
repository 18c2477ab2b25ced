import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  /** Beside the title, quieter. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page under its own heading. Sections lie straight on the page, parted by space. */
export function Section({ title, note, children }: SectionProps) {
  return (
    <section className="not-first:mt-11">
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-lg font-bold">{title}</h2>
        {note !== undefined && <span className="text-ink-3">{note}</span>}
      </div>
      {children}
    </section>
  );
}
