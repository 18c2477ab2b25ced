import type { Access, AccessChanges, AccessStore } from '#lib/contracts/accounts.ts';
import { SignedOutError } from '#lib/errors.ts';
import type { Logger } from '#lib/log.ts';

/** Watches, while something is answered for long, whether whoever asked for it still may. */
export interface AccessGuard {
  /** Aborts, with a `SignedOutError`, as soon as they may not. */
  readonly signal: AbortSignal;
  /** Ends the watch. */
  readonly release: () => void;
}

export interface GuardOptions {
  readonly store: Pick<AccessStore, 'holds'>;
  readonly changes: AccessChanges;
  readonly log: Logger;
  /** How often it looks though nothing was announced: a session runs out by itself. */
  readonly everyMs?: number;
}

const defaultEveryMs = 60_000;

/**
 * Guards what is answered by `access`. It looks whenever a change is announced and after a gap in what was heard, and
 * once at its start, for what happened since the access was found. An announced change that it cannot look into ends
 * the answer: the client asks again.
 */
export function guardAccess(access: Access, options: GuardOptions): AccessGuard {
  const { store, changes, log, everyMs = defaultEveryMs } = options;
  const ending = new AbortController();
  const look = async (isAnnounced: boolean): Promise<void> => {
    try {
      if (!(await store.holds(access))) end();
    } catch (error) {
      log.warn('access could not be looked at', { isAnnounced }, error);
      if (isAnnounced) end();
    }
  };
  const unsubscribe = changes.subscribe(access.person.id, () => void look(true));
  const timer = setInterval(() => void look(false), everyMs);
  timer.unref();
  const release = (): void => {
    unsubscribe();
    clearInterval(timer);
  };
  const end = (): void => {
    release();
    ending.abort(new SignedOutError(access.credential.kind));
  };
  void look(true);
  return { signal: ending.signal, release };
}

/** Where nobody signs in there is nothing to watch. */
export const noGuard: AccessGuard = { signal: new AbortController().signal, release: () => {} };
