import { cn } from './class-names.ts';

/** Inputs wear the focus ring on their border. */
export const controlClasses = cn(
  'flex h-(--control) w-full items-center gap-2 rounded-md border border-line-control bg-raised px-[11px] text-ink',
  'focus-within:border-transparent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-ring focus-visible:-outline-offset-1',
  'aria-invalid:border-failed data-invalid:border-failed',
  'disabled:border-line-strong disabled:bg-transparent disabled:text-ink-off data-disabled:border-line-strong data-disabled:text-ink-off',
);
