'use client';

import { Button } from '#components/ui/button.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { TriangleShape } from '#components/ui/shapes.tsx';
import { startLabel } from '../start-label.ts';

interface StartBarProps {
  readonly requests: number;
  readonly leftOut: number;
  /** The chosen connection only makes answers up. */
  readonly isMadeUp: boolean;
  /** Why it cannot start yet, in a sentence; null when it can. */
  readonly obstacle: string | null;
  /** Why the last try failed. */
  readonly error: string | null;
  readonly onCreate: () => void;
  readonly onStart: () => void;
  readonly pending: 'create' | 'start' | null;
}

/** Sticks to the bottom from the moment a start is possible, so that the number is in sight all the time. */
export function StartBar(props: StartBarProps) {
  const { requests, leftOut, isMadeUp, obstacle, error, onCreate, onStart, pending } = props;
  const format = useFormat();
  return (
    <section
      aria-label="Ready to start"
      className="sticky bottom-0 z-3 -mb-[72px] flex items-center gap-2.5 border-t border-line bg-page pt-3.5 pb-4 md:pl-12 max-md:flex-col max-md:items-stretch max-md:gap-1 max-md:pt-3 max-md:pb-1.5"
    >
      <div className="mr-auto min-w-0 text-ink-2 max-md:mr-0">
        {error === null ? (
          <p className={obstacle === null ? 'max-md:hidden' : undefined}>
            {obstacle ?? (
              <>
                <b className="text-ink">{format.count(requests, 'request')}</b>
                {leftOut > 0 && `, ${format.number(leftOut)} left out`}. Nothing is sent before you start.
              </>
            )}
          </p>
        ) : (
          <p role="alert" className="flex gap-2">
            <TriangleShape className="mt-0.5 text-failed" />
            <span>{error}</span>
          </p>
        )}
      </div>
      <Button
        onClick={onCreate}
        isPending={pending === 'create'}
        disabled={pending !== null}
        className="max-md:order-2 max-md:border-transparent max-md:bg-transparent max-md:shadow-none"
      >
        Save as draft
      </Button>
      <Button
        variant="primary"
        onClick={onStart}
        isPending={pending === 'start'}
        disabled={obstacle !== null || pending !== null}
        className="max-md:order-1"
      >
        {startLabel(format.count(requests, 'request'), isMadeUp)}
      </Button>
    </section>
  );
}
