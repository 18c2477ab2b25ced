import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';

export type StepState = 'ahead' | 'here' | 'done';

interface StepProps {
  readonly number: 1 | 2 | 3 | 4;
  readonly title: string;
  readonly state: StepState;
  readonly isLast?: boolean;
  /** At the end of the heading's line. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

/** One of the numbered steps, joined to the next by a line. */
export function Step({ number, title, state, isLast = false, aside, children }: StepProps) {
  return (
    <section
      aria-labelledby={`step-${number}`}
      className={cn(
        'relative grid grid-cols-[28px_minmax(0,1fr)] gap-x-5 pb-7 max-md:gap-x-3 max-md:pb-8',
        !isLast &&
          "before:absolute before:top-[34px] before:bottom-1.5 before:left-[13.5px] before:w-px before:bg-line-strong before:content-[''] max-md:before:hidden",
      )}
    >
      <span
        aria-hidden
        className={cn(
          'grid size-7 place-items-center rounded-full border text-sm font-bold',
          state === 'ahead' && 'border-line-control text-ink-2',
          state === 'here' && 'border-2 border-ink text-ink',
          state === 'done' && 'border-ink bg-ink text-page',
        )}
      >
        {state === 'done' ? <Check className="size-3.5" strokeWidth={3} /> : number}
      </span>
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h2 id={`step-${number}`} className={cn('text-lg leading-7 font-bold', state === 'ahead' && 'text-ink-3')}>
          {title}
          <span className="sr-only">{state === 'done' ? ', done' : ''}</span>
        </h2>
        {aside !== undefined && <div className="ml-auto">{aside}</div>}
      </div>
      <div className="col-start-2 mt-2 min-w-0 max-md:col-span-2 max-md:col-start-1">{children}</div>
    </section>
  );
}
