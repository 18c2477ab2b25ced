'use client';

import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ReaderProvider } from '#components/ui/reader.tsx';
import { QueryProvider } from './query-provider.tsx';
import { ShortcutsProvider } from './shortcuts.tsx';

interface ProvidersProps {
  readonly locale: string;
  readonly renderedAtMs: number;
  /** Lets the theme's inline script run under the page's security policy. */
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}

/** What every page stands in: theme, reader, data, address, keys. */
export function Providers({ locale, renderedAtMs, nonce, children }: ProvidersProps) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <ReaderProvider locale={locale} renderedAtMs={renderedAtMs}>
        <QueryProvider>
          <NuqsAdapter>
            <ShortcutsProvider>{children}</ShortcutsProvider>
          </NuqsAdapter>
        </QueryProvider>
      </ReaderProvider>
    </ThemeProvider>
  );
}
