'use client';

import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { followEvents } from './follow-events.ts';
import { hasFollowers, subscribeToFollowers } from './use-live-events.ts';
import { useRefresh } from './use-refresh.ts';

/**
 * Makes the page again at once when its reader is signed out or may do more or less, also where nothing else moves.
 * Where something does, that stream tells it: a tab has one, as a browser has six connections a host.
 */
export function AccessWatch() {
  const isFollowed = useSyncExternalStore(subscribeToFollowers, hasFollowers, () => true);
  const [, refresh] = useRefresh();
  const refreshPage = useEffectEvent(refresh);
  useEffect(() => {
    if (isFollowed) return undefined;
    return followEvents('list', { state: ignore, change: ignore, access: () => refreshPage() });
  }, [isFollowed]);
  return null;
}

function ignore(): void {}
