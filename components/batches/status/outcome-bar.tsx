'use client';

import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { HoverLink } from '#components/ui/hover-link.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import type { ShownCounts, ShownOutcome } from '#lib/shared/contract/status.ts';
import { OutcomeGlyph, outcomeWords } from './outcome-glyph.tsx';

/** Always this order, so that a place in the bar means one thing. */
const outcomeOrder = [
  'succeeded',
  'failed',
  'missing',
  'not_answered',
  'pending',
] as const satisfies readonly ShownOutcome[];

function countOf(counts: ShownCounts, outcome: ShownOutcome): number {
  return outcome === 'not_answered' ? counts.notAnswered : counts[outcome];
}

/** What nobody tried to answer is rare: a zero is said of the others only. */
function listedOutcomes(counts: ShownCounts): readonly ShownOutcome[] {
  return outcomeOrder.filter((outcome) => outcome !== 'not_answered' || counts.notAnswered > 0);
}

/* Minimum widths let 37 of 12,340 still be seen; flexbox takes them from the widest part. */
const hollow = 'min-w-2.5 bg-pending-soft shadow-[inset_0_0_0_1px_var(--pending)]';
const partClasses: Record<ShownOutcome, string> = {
  succeeded: 'min-w-[5px] bg-succeeded',
  failed: 'z-1 -my-[3px] min-w-[5px] rounded-[2px]! bg-failed',
  missing: 'hatch-missing min-w-3 group-data-[size=small]:-my-px group-data-[size=large]:min-w-[18px]',
  not_answered: hollow,
  pending: hollow,
};

interface OutcomeBarProps {
  readonly counts: ShownCounts;
  /** 6 px in lists, 12 px in a batch's header. */
  readonly size?: 'small' | 'large';
  readonly className?: string;
}

/**
 * The share of each outcome. It shows what there is, the numbers beside it say how much; to those who hear it, it
 * spells them all out. It moves to new counts within 600 ms.
 */
export function OutcomeBar({ counts, size = 'small', className }: OutcomeBarProps) {
  const format = useFormat();
  const shown = outcomeOrder.filter((outcome) => countOf(counts, outcome) > 0);
  const parts = shown.length === 0 ? (['pending'] as const) : shown;
  return (
    <span className={cn('relative block', className)}>
      <span className="sr-only">{nameOutcomes(counts, format)}</span>
      <span
        aria-hidden
        data-size={size}
        // Its parts are told apart by their ground, which high contrast would take away.
        className="group flex forced-color-adjust-none print:[print-color-adjust:exact] data-[size=large]:h-3 data-[size=large]:gap-[3px] data-[size=small]:h-1.5 data-[size=small]:gap-0.5"
      >
        {parts.map((outcome) => (
          <span
            key={outcome}
            style={{ flexGrow: Math.max(1, countOf(counts, outcome)) }}
            className={cn(
              'block basis-0 rounded-[1.5px] transition-[flex-grow] duration-(--slow) ease-(--ease-in-out) first:rounded-l-[6px] last:rounded-r-[6px] group-data-[size=large]:rounded-[2px] group-data-[size=large]:first:rounded-l-[6px] group-data-[size=large]:last:rounded-r-[6px]',
              partClasses[outcome],
            )}
          />
        ))}
      </span>
    </span>
  );
}

/** "12,291 succeeded, 37 failed, 12 missing, 0 waiting". */
function nameOutcomes(counts: ShownCounts, format: Format): string {
  return listedOutcomes(counts)
    .map((outcome) => `${format.number(countOf(counts, outcome))} ${outcomeWords[outcome]}`)
    .join(', ');
}

interface OutcomeKeyProps extends Pick<OutcomeBarProps, 'counts'> {
  /** Where the requests with an outcome are listed; null where no list has just those. */
  readonly pathOf: (outcome: ShownOutcome) => string | null;
  readonly className?: string;
}

/** The bar's key with its numbers, and how many requests there are in all. */
export function OutcomeKey({ counts, pathOf, className }: OutcomeKeyProps) {
  const format = useFormat();
  return (
    <ul className={cn('mt-3.5 flex flex-wrap gap-x-6 gap-y-1.5 text-ink-2 max-md:gap-x-5 max-md:gap-y-2', className)}>
      {listedOutcomes(counts).map((outcome) => {
        const count = countOf(counts, outcome);
        const isNone = count === 0;
        return (
          <li key={outcome} className={cn('flex items-center gap-[7px] max-md:min-w-[42%]', isNone && 'text-ink-3')}>
            <OutcomeGlyph outcome={outcome} className={isNone ? 'text-ink-3' : undefined} />
            <KeyEntry path={isNone ? null : pathOf(outcome)}>
              <b className={isNone ? 'font-normal' : 'text-ink'}>{format.number(count)}</b> {outcomeWords[outcome]}
            </KeyEntry>
          </li>
        );
      })}
      <li className="ml-auto text-ink-3 max-md:hidden">{format.count(counts.total, 'request')}</li>
    </ul>
  );
}

function KeyEntry({ path, children }: { readonly path: string | null; readonly children: ReactNode }) {
  if (path === null) return <span>{children}</span>;
  return (
    <HoverLink href={path} className="rounded-xs underline-offset-3 hover:underline">
      {children}
    </HoverLink>
  );
}
