'use client';

import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ReaderProvider } from '#components/ui/reader.tsx';
import { Toaster } from '#components/ui/toaster.tsx';
import { TooltipProvider } from '#components/ui/tooltip.tsx';
import { QueryProvider } from './query-provider.tsx';
import { ShortcutsProvider } from './shortcuts.tsx';

interface ProvidersProps {
  readonly locale: string;
  readonly renderedAtMs: number;
  readonly children: ReactNode;
}

/** What every page stands in: theme, reader, data, address, keys, toasts. */
export function Providers({ locale, renderedAtMs, children }: ProvidersProps) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      <ReaderProvider locale={locale} renderedAtMs={renderedAtMs}>
        <QueryProvider>
          <NuqsAdapter>
            <TooltipProvider delay={350}>
              <ShortcutsProvider>{children}</ShortcutsProvider>
              <Toaster />
            </TooltipProvider>
          </NuqsAdapter>
        </QueryProvider>
      </ReaderProvider>
    </ThemeProvider>
  );
}
