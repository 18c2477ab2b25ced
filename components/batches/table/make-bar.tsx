'use client';

import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { TriangleShape } from '#components/ui/shapes.tsx';

interface MakeBarProps {
  /** Null while the rows are still counted. */
  readonly rows: number | null;
  /** How many are made already; null when none are being made. */
  readonly making: number | null;
  readonly error: string | null;
  readonly isPending: boolean;
  readonly onMake: () => void;
  /** Beside the button: keeps the question. */
  readonly keep: ReactNode;
}

/** Sticks to the bottom while a question is written. Making requests sends nothing. */
export function MakeBar({ rows, making, error, isPending, onMake, keep }: MakeBarProps) {
  const format = useFormat();
  const isMaking = making !== null;
  return (
    <section
      aria-label="Make the requests"
      className="sticky bottom-0 z-3 -mb-[72px] flex items-center gap-2.5 border-t border-line bg-page pt-3.5 pb-4 md:pl-12 max-md:flex-col max-md:items-stretch max-md:gap-1 max-md:pt-3 max-md:pb-1.5"
    >
      <div className="mr-auto min-w-0 text-ink-2 max-md:mr-0" aria-live="polite">
        {error !== null ? (
          <p role="alert" className="flex gap-2">
            <TriangleShape className="mt-0.5 shrink-0 text-failed" />
            <span>{error}</span>
          </p>
        ) : isMaking ? (
          <p>
            <b className="text-ink">{format.number(making)}</b> of {format.count(rows ?? 0, 'request')} made.
          </p>
        ) : (
          <p className={rows === null ? undefined : 'max-md:hidden'}>
            {rows === null ? (
              'The rows are still being read.'
            ) : (
              <>
                One request for each of <b className="text-ink">{format.count(rows, 'row')}</b>. Nothing is sent yet.
              </>
            )}
          </p>
        )}
      </div>
      {keep}
      <Button variant="primary" onClick={onMake} isPending={isPending || isMaking} disabled={rows === null}>
        {rows === null ? 'Make requests' : `Make ${format.count(rows, 'request')}`}
      </Button>
    </section>
  );
}
