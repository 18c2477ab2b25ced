'use client';

import { useEffect, useState } from 'react';

export interface Delay {
  /** Runs `then` after `ms`; what was to run before is forgotten. */
  readonly start: (ms: number, then: () => void) => void;
  readonly stop: () => void;
}

/** One thing to be done a little later, forgotten when the component goes. */
export function useDelay(): Delay {
  const [delay] = useState(createDelay);
  useEffect(() => delay.stop, [delay]);
  return delay;
}

function createDelay(): Delay {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return {
    stop,
    start: (ms, then) => {
      stop();
      timer = setTimeout(then, ms);
    },
  };
}
