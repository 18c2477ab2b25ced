import { cn } from './class-names.ts';

/** What menus and lists of choices float in. */
export const popupClasses = cn(
  'fade-in-out max-h-(--available-height) min-w-(--anchor-width) origin-(--transform-origin) overflow-y-auto rounded-lg border border-line-strong bg-overlay p-1 shadow-2 outline-none dark:border-transparent',
  'data-ending-style:scale-[0.98] data-starting-style:scale-[0.98]',
);

/** One line in them. */
export const popupItemClasses = cn(
  'flex min-h-9 w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-ink outline-none select-none',
  'data-disabled:text-ink-off data-highlighted:bg-hover max-md:min-h-11 dark:data-highlighted:bg-pressed',
  '[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3',
);
