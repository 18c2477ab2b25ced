/**
 * Ctrl-C reaches us from the terminal and once more through npm; this long after the first it is still the
 * same one.
 */
const samePressMs = 2_000;

export type StopSignals = {
  /** Aborted when it is time to stop. */
  readonly stop: AbortSignal;
  /** Aborted when somebody asked again: what does not end at once is killed, but for the database, which is stopped. */
  readonly hurry: AbortSignal;
};

/** Listens for what ends a program: Ctrl-C, a closed terminal, a supervisor. Asked a third time, `giveUp` is called. */
export function listenForStop(
  process: { on(name: NodeJS.Signals, listener: () => void): unknown },
  giveUp: () => void,
  now: () => number = () => performance.now(),
): StopSignals {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  let lastPress = 0;
  const press = (): void => {
    const isSame = stop.signal.aborted && now() - lastPress < samePressMs;
    if (isSame) return;
    lastPress = now();
    if (hurry.signal.aborted) giveUp();
    else if (stop.signal.aborted) hurry.abort();
    else stop.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, press);
  return { stop: stop.signal, hurry: hurry.signal };
}
