import { cn } from '#components/ui/class-names.ts';
import type { LiveState } from './follow-events.ts';
import { pollIntervalMs } from './use-live-events.ts';

/** Says whether the page follows by itself: **Live**, or **Updates every 15 s** while that connection is down. */
export function LiveIndicator({ state }: { readonly state: LiveState }) {
  const words =
    state === 'polling' ? `Updates every ${pollIntervalMs / 1000} s` : state === 'live' ? 'Live' : 'Connecting';
  return (
    <output
      className={cn(
        'inline-flex items-center gap-[7px] text-sm whitespace-nowrap text-ink-3',
        state === 'connecting' && 'invisible',
      )}
    >
      <span
        aria-hidden
        className={cn(
          'size-[7px] rounded-full',
          state === 'live'
            ? 'bg-ink-2 shadow-[0_0_0_3px_color-mix(in_oklch,var(--ink-2)_16%,transparent)]'
            : 'shadow-[inset_0_0_0_1.5px_var(--ink-3)]',
        )}
      />
      {words}
    </output>
  );
}
