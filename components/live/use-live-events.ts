'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { type LiveState, followEvents } from './follow-events.ts';
import { useRefresh } from './use-refresh.ts';

/** How often a page asks by itself while no events come. */
export const pollIntervalMs = 15_000;

interface LiveOptions {
  /** `list`, or a batch's id. */
  readonly scope: string;
  /** What is shown may have changed; also called whenever a stream opens, since it may have changed before. */
  readonly onChange: () => void;
  /** False where nothing moves any more. */
  readonly isEnabled?: boolean;
}

/**
 * Follows the server's events for the list or one batch: one stream, closed while the tab is hidden (a browser
 * has six connections a host). Once the reader may do more or less, the server makes the page again.
 */
export function useLiveEvents({ scope, onChange, isEnabled = true }: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const change = useEffectEvent(onChange);
  const [, refresh] = useRefresh();
  const refreshPage = useEffectEvent(refresh);
  useEffect(() => {
    if (!isEnabled) return undefined;
    countFollowers(1);
    const stop = followEvents(scope, { state: setState, change: () => change(), access: () => refreshPage() });
    return () => {
      stop();
      countFollowers(-1);
    };
  }, [scope, isEnabled]);
  return state;
}

let followers = 0;
const listeners = new Set<() => void>();

function countFollowers(change: 1 | -1): void {
  followers += change;
  for (const listener of listeners) listener();
}

/** Whether something of the open page follows events. */
export function hasFollowers(): boolean {
  return followers > 0;
}

export function subscribeToFollowers(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
