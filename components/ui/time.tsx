'use client';

import type { ReactNode } from 'react';
import { formatDateTime } from '#lib/shared/words/format-time.ts';
import { cn } from './class-names.ts';
import { useFormat, useRelativeTime, useWordsAt } from './reader.tsx';
import { Tooltip } from './tooltip.tsx';

interface TimeProps {
  /** ISO time in UTC. */
  readonly value: string;
  readonly className?: string;
}

/** "6 min ago"; the exact time on hover, focus and press. */
export function Time({ value, className }: TimeProps) {
  const words = useRelativeTime(value);
  return (
    <TimeButton value={value} className={cn('whitespace-nowrap', className)}>
      {words}
    </TimeButton>
  );
}

/** Words for a time; the exact time on hover, focus and press. */
export function TimeButton({ value, className, children }: TimeProps & { readonly children: ReactNode }) {
  return (
    <Tooltip content={<ExactTime value={value} />} opensOnPress>
      <button type="button" className={cn('cursor-default rounded-xs text-left', className)}>
        <time dateTime={value}>{children}</time>
      </button>
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
