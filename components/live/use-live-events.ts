'use client';

import { useEffect, useEffectEvent, useState } from 'react';

/** `live` while events come, `polling` while that connection is down. */
export type LiveState = 'connecting' | 'live' | 'polling';

/** How often a page asks by itself while no events come. */
export const pollIntervalMs = 15_000;

/** Events that come in a rush make one call. */
const gatherMs = 400;
/** The browser gives up for good on some answers; then we try again ourselves. */
const reconnectMs = 15_000;

interface LiveOptions {
  /** `list`, or a batch's id. */
  readonly scope: string;
  /** What is shown may have changed; also called whenever a stream opens, since it may have changed before. */
  readonly onChange: () => void;
  /** False where nothing moves any more. */
  readonly isEnabled?: boolean;
}

/**
 * Follows the server's events for the list or one batch: one stream per tab, closed while the tab is hidden
 * (a browser has six connections a host).
 */
export function useLiveEvents({ scope, onChange, isEnabled = true }: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const change = useEffectEvent(onChange);
  useEffect(() => {
    if (!isEnabled) return undefined;
    return followEvents(scope, setState, () => change());
  }, [scope, isEnabled]);
  return state;
}

function followEvents(scope: string, onState: (state: LiveState) => void, onChange: () => void): () => void {
  let source: EventSource | null = null;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let reconnecting: ReturnType<typeof setTimeout> | undefined;

  const changeSoon = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      onChange();
    }, gatherMs);
  };

  const close = () => {
    source?.close();
    source = null;
    clearTimeout(reconnecting);
  };

  const open = () => {
    if (source !== null || document.visibilityState === 'hidden') return;
    source = new EventSource(`/api/events?batch=${encodeURIComponent(scope)}`);
    source.addEventListener('open', () => onState('live'));
    source.addEventListener('batch', changeSoon);
    source.addEventListener('error', () => {
      onState('polling');
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      reconnecting = setTimeout(open, reconnectMs);
    });
  };

  const follow = () => (document.visibilityState === 'hidden' ? close() : open());
  document.addEventListener('visibilitychange', follow);
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', open);
  open();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    window.removeEventListener('pagehide', close);
    window.removeEventListener('pageshow', open);
    clearTimeout(gathering);
    close();
  };
}
