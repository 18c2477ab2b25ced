'use client';

import { formatDateTime } from '#lib/shared/words/format-time.ts';
import { cn } from './class-names.ts';
import { useFormat, useRelativeTime, useWordsAt } from './reader.tsx';
import { Tooltip } from './tooltip.tsx';

interface TimeProps {
  /** ISO time in UTC. */
  readonly value: string;
  readonly className?: string;
}

/** "6 min ago"; the exact time on hover and focus. */
export function Time({ value, className }: TimeProps) {
  const words = useRelativeTime(value);
  return (
    <Tooltip content={<ExactTime value={value} />}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time must be reachable by keyboard */}
      <time dateTime={value} tabIndex={0} className={cn('rounded-xs whitespace-nowrap', className)}>
        {words}
      </time>
    </Tooltip>
  );
}

/**
 * The exact time in the reader's own zone. Only for what the browser renders by itself, such as a tooltip, a dialog
 * or an error: the server does not know the zone.
 */
export function ExactTime({ value }: { readonly value: string }) {
  const { locale } = useFormat();
  return <time dateTime={value}>{formatDateTime(new Date(value), locale)}</time>;
}

/** How long it took, or takes so far when it has no end. */
export function Duration({ from, to }: { readonly from: string; readonly to: string | null }) {
  const format = useFormat();
  return useWordsAt((now) => {
    const endMs = to === null ? now.getTime() : Date.parse(to);
    return format.duration(Math.max(0, endMs - Date.parse(from)));
  });
}
