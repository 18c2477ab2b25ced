'use client';

import { Progress } from '@base-ui/react/progress';

interface ProgressBarProps {
  /** What makes progress, for its accessible name: "Upload of tickets.jsonl". */
  readonly label: string;
  /** 0 to 100; null while nobody can say. */
  readonly percent: number | null;
  /** What is said in place of the bare percentage. */
  readonly valueText?: string;
}

/** How far one thing has come. For the outcomes of requests see `OutcomeBar`. */
export function ProgressBar({ label, percent, valueText }: ProgressBarProps) {
  return (
    <Progress.Root aria-label={label} value={percent} aria-valuetext={valueText}>
      <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-pressed">
        <Progress.Indicator className="h-full rounded-full bg-ink transition-[width] duration-(--medium) data-indeterminate:w-1/4 data-indeterminate:animate-breathe motion-reduce:data-indeterminate:animate-none" />
      </Progress.Track>
    </Progress.Root>
  );
}
