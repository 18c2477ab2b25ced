'use client';

import { type ReactNode, createContext, use, useMemo, useSyncExternalStore } from 'react';
import { formatDuration, formatRelative } from '#lib/shared/words/format-time.ts';
import { formatBytes, formatCount, formatNumber, formatPercent } from '#lib/shared/words/format.ts';

interface Reader {
  /** BCP 47, from the browser's own request. */
  readonly locale: string;
  /** When the server rendered the page, in ms: the first render in the browser must show the same distances. */
  readonly renderedAtMs: number;
}

const ReaderContext = createContext<Reader>({ locale: 'en', renderedAtMs: 0 });

/** Who reads: server and browser format with the same locale and, at first, the same time. */
export function ReaderProvider({ locale, renderedAtMs, children }: Reader & { readonly children: ReactNode }) {
  const reader = useMemo(() => ({ locale, renderedAtMs }), [locale, renderedAtMs]);
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

export interface Format {
  readonly locale: string;
  readonly number: (value: number) => string;
  /** "1 request", "12,340 requests". */
  readonly count: (count: number, one: string, many?: string) => string;
  readonly percent: (part: number, whole: number) => string;
  readonly bytes: (bytes: number) => string;
  readonly duration: (ms: number) => string;
}

/** The formats of `lib/shared` in the reader's locale. */
export function useFormat(): Format {
  const { locale } = use(ReaderContext);
  return useMemo(
    () => ({
      locale,
      number: (value) => formatNumber(value, locale),
      count: (count, one, many) => formatCount(count, one, locale, many),
      percent: (part, whole) => formatPercent(part, whole, locale),
      bytes: (bytes) => formatBytes(bytes, locale),
      duration: (ms) => formatDuration(ms, locale),
    }),
    [locale],
  );
}

const tickMs = 1000;
const ticksPerRound = 10;
let nowMs = 0;
let roundMs = 0;
let ticks = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function readClock(): void {
  nowMs = Date.now();
  roundMs = nowMs;
}

function tick(): void {
  nowMs = Date.now();
  ticks += 1;
  if (ticks % ticksPerRound === 0) roundMs = nowMs;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    readClock();
    timer = setInterval(tick, tickMs);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The time now, moving on every ten seconds. All that moves on the page shares one timer. */
export function useNow(): Date {
  const { renderedAtMs } = use(ReaderContext);
  const read = () => {
    if (roundMs === 0) readClock();
    return roundMs;
  };
  const ms = useSyncExternalStore(subscribe, read, () => renderedAtMs);
  return useMemo(() => new Date(ms), [ms]);
}

/** Words that depend on the time, said anew when a second makes them different. */
export function useWordsAt(describe: (now: Date) => string): string {
  const { renderedAtMs } = use(ReaderContext);
  const read = () => {
    if (nowMs === 0) readClock();
    return describe(new Date(nowMs));
  };
  return useSyncExternalStore(subscribe, read, () => describe(new Date(renderedAtMs)));
}

/** "6 min ago", moving on by itself. */
export function useRelativeTime(time: string): string {
  const { locale } = use(ReaderContext);
  return useWordsAt((now) => formatRelative(new Date(time), now, locale));
}
