'use client';

import { useLiveEvents } from './use-live-events.ts';

/** Makes the page again at once when its reader is signed out or may do more or less, also where nothing else moves. */
export function AccessWatch() {
  useLiveEvents({ scope: 'list', onChange: ignore });
  return null;
}

function ignore(): void {}
