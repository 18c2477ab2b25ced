'use client';

import { useSyncExternalStore } from 'react';
import { formatClock } from '#lib/shared/words/format-clock.ts';
import { useFormat, useNow, useRelativeTime } from './reader.tsx';
import { ExactTime } from './time.tsx';
import { Tooltip } from './tooltip.tsx';

const neverChanges = () => () => undefined;

/** False while the browser shows what the server rendered, which does not know the reader's time zone. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}

/** "14:10 tomorrow", in the reader's zone; the exact time on hover and focus. The distance until the zone is known. */
export function ClockTime({ value }: { readonly value: string }) {
  const { locale } = useFormat();
  const now = useNow();
  const relative = useRelativeTime(value);
  const isInBrowser = useIsInBrowser();
  return (
    <Tooltip content={<ExactTime value={value} />}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time must be reachable by keyboard */}
      <time dateTime={value} tabIndex={0} className="rounded-xs">
        {isInBrowser ? formatClock(new Date(value), now, locale) : relative}
      </time>
    </Tooltip>
  );
}
