'use client';

import { type ReactNode, createContext, use, useMemo, useSyncExternalStore } from 'react';
import { formatDuration, formatRelative } from '#lib/shared/format-time.ts';
import { formatBytes, formatCount, formatNumber, formatPercent } from '#lib/shared/format.ts';

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

const tickMs = 10_000;
let nowMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) timer = setInterval(tick, tickMs);
  listeners.add(listener);
  nowMs = Date.now();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

const readNow = (): number => (nowMs === 0 ? Date.now() : nowMs);

/** The time now, moving on every ten seconds: one timer for the whole page. */
export function useNow(): Date {
  const { renderedAtMs } = use(ReaderContext);
  const ms = useSyncExternalStore(subscribe, readNow, () => renderedAtMs);
  return useMemo(() => new Date(ms), [ms]);
}

/** "6 min ago", moving on by itself. */
export function useRelativeTime(time: string): string {
  const { locale } = use(ReaderContext);
  const now = useNow();
  return formatRelative(new Date(time), now, locale);
}
