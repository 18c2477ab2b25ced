'use client';

import { ChevronDown, Info } from 'lucide-react';
import { useId } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { useFormat } from '#components/ui/reader.tsx';
import { DiamondShape } from '#components/ui/shapes.tsx';
import type { ProblemGroupView } from '#lib/shared/contract/batch-view.ts';
import { describeProblem } from '#lib/shared/words/problem.ts';
import { ProblemLines } from './problem-lines.tsx';

interface ProblemGroupProps {
  readonly batchId: string;
  readonly group: ProblemGroupView;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** One kind of problem: how often, what it is, and the lines behind a press. */
export function ProblemGroup({ batchId, group, isOpen, onToggle }: ProblemGroupProps) {
  const format = useFormat();
  const linesId = useId();
  const { title, explanation } = describeProblem(group);
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={linesId}
        onClick={onToggle}
        className={cn(
          'grid min-h-11 w-full grid-cols-[16px_44px_minmax(0,1fr)_16px] items-center gap-3 px-4 py-2.5 text-left transition-colors hover:bg-hover max-md:grid-cols-[16px_auto_minmax(0,1fr)_16px] max-md:gap-2.5',
          'focus-visible:-outline-offset-2',
        )}
      >
        {group.severity === 'error' ? (
          <DiamondShape className="text-failed" />
        ) : (
          <Info aria-hidden className="size-4 text-ink-3" />
        )}
        <b className="text-right font-bold">{format.number(group.count)}</b>
        <span className="text-ink-2">
          <b className="text-ink">{title}</b> {explanation}{' '}
          <span className="text-sm text-ink-3">
            {group.code}
            {group.param === null ? '' : `, ${group.param}`}
          </span>
        </span>
        <ChevronDown aria-hidden className={cn('size-4 text-ink-3 transition-transform', isOpen && 'rotate-180')} />
      </button>
      <div id={linesId} hidden={!isOpen} className="border-t border-line bg-page pt-1 pb-2">
        {isOpen && <ProblemLines batchId={batchId} group={group} />}
      </div>
    </li>
  );
}
