'use client';

import { useSyncExternalStore } from 'react';
import { formatClock } from '#lib/shared/words/format-clock.ts';
import { useFormat, useNow, useRelativeTime } from './reader.tsx';
import { TimeButton } from './time.tsx';

const neverChanges = () => () => undefined;

/** False while the browser shows what the server rendered, which does not know the reader's time zone. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}

/**
 * "14:10 tomorrow", in the reader's zone; the exact time on hover, focus and press. The distance until the
 * zone is known.
 */
export function ClockTime({ value }: { readonly value: string }) {
  const { locale } = useFormat();
  const now = useNow();
  const relative = useRelativeTime(value);
  const isInBrowser = useIsInBrowser();
  return <TimeButton value={value}>{isInBrowser ? formatClock(new Date(value), now, locale) : relative}</TimeButton>;
}
