'use client';

import { useTheme } from 'next-themes';
import { Toaster as Sonner } from 'sonner';

const classNames = {
  toast:
    'min-[601px]:!w-full !items-start !gap-2.5 !rounded-lg !border !border-line-strong !bg-overlay !p-3.5 !font-sans !text-base !text-ink !shadow-2 dark:!border-transparent',
  title: '!font-medium',
  description: '!text-ink-2',
  icon: '!mt-0.5 !text-ink-3',
};

/** Where `toast` of sonner appears. For what the page itself does not show already; errors stay until read. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      toastOptions={{ classNames, duration: 6000 }}
    />
  );
}
