import { inPageWorkspace, pageAccess } from './page-workspace.ts';

/** `live` while events come, `polling` while that connection is down. */
export type LiveState = 'connecting' | 'live' | 'polling';

/** Events that come in a rush make one call. */
const gatherMs = 400;
/** The browser gives up for good on some answers; then we try again ourselves. */
const reconnectMs = 15_000;
/** As browsers do, when they try again by themselves. */
const retryMs = 3_000;
/** The server gives a sign of life every 15 s. A connection without one is dead, though nobody says so. */
const silenceMs = 20_000;

type Timer = ReturnType<typeof setTimeout>;

export interface Listeners {
  readonly state: (state: LiveState) => void;
  /** What is shown may have changed; also called whenever a stream opens. */
  readonly change: () => void;
  /** What the reader may do has changed. */
  readonly access: () => void;
}

/**
 * Follows the server's events for the list (`list`) or one batch, until the function that it returns is called: one
 * stream, closed while the tab is hidden.
 */
export function followEvents(scope: string, on: Listeners): () => void {
  const follower = new EventFollower(scope, on);
  follower.start();
  return () => follower.stop();
}

/** The server compares what the page was made with, as that may have changed before anybody listened. */
function eventsPath(scope: string): string {
  const access = pageAccess();
  const query = new URLSearchParams({ batch: scope, ...(access === null ? {} : { access }) });
  return inPageWorkspace(`/api/events?${query.toString()}`);
}

class EventFollower {
  readonly #scope: string;
  readonly #on: Listeners;
  readonly #listening = new AbortController();
  #source: EventSource | null = null;
  #gathering: Timer | undefined;
  #reconnecting: Timer | undefined;
  #listeningInVain: Timer | undefined;
  /** Whether the page is being made again, and so says something else of itself the next time. */
  #isOutdated = false;

  constructor(scope: string, on: Listeners) {
    this.#scope = scope;
    this.#on = on;
  }

  start(): void {
    const { signal } = this.#listening;
    document.addEventListener('visibilitychange', () => this.#follow(), { signal });
    window.addEventListener('pagehide', () => this.#close(), { signal });
    window.addEventListener('pageshow', () => this.#open(), { signal });
    // The server may still be there, on this machine; a connection that was there before does not tell.
    window.addEventListener('offline', () => this.#reopen(), { signal });
    window.addEventListener('online', () => this.#reopen(), { signal });
    this.#open();
  }

  stop(): void {
    this.#listening.abort();
    clearTimeout(this.#gathering);
    this.#close();
  }

  #follow(): void {
    if (document.visibilityState === 'hidden') this.#close();
    else this.#open();
  }

  #open(): void {
    if (this.#source !== null || document.visibilityState === 'hidden') return;
    const source = new EventSource(eventsPath(this.#scope));
    this.#source = source;
    this.#isOutdated = false;
    source.addEventListener('open', () => {
      this.#on.state('live');
      this.#heard();
    });
    source.addEventListener('batch', () => {
      this.#heard();
      this.#changeSoon();
    });
    // Whoever is signed out finds out by asking; whoever has another role sees what it shows.
    source.addEventListener('access', () => {
      this.#isOutdated = true;
      this.#on.change();
      this.#on.access();
    });
    source.addEventListener('heartbeat', () => this.#heard());
    source.addEventListener('error', () => this.#lose(source));
    this.#heard();
  }

  #close(): void {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#listeningInVain);
    clearTimeout(this.#reconnecting);
  }

  #reopen(): void {
    this.#close();
    this.#open();
  }

  /** The browser tries again by itself, at the same address, unless it has given up. */
  #lose(source: EventSource): void {
    this.#on.state('polling');
    if (source.readyState !== EventSource.CLOSED && !this.#isOutdated) return;
    this.#close();
    this.#reconnecting = setTimeout(() => this.#open(), this.#isOutdated ? retryMs : reconnectMs);
  }

  #heard(): void {
    clearTimeout(this.#listeningInVain);
    this.#listeningInVain = setTimeout(() => {
      this.#on.state('polling');
      this.#reopen();
    }, silenceMs);
  }

  #changeSoon(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#on.change();
    }, gatherMs);
  }
}
