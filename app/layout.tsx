import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '#components/layout/providers.tsx';
import { localeFromHeader } from '#lib/shared/words/format.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'LangBatch', template: '%s · LangBatch' },
  description: 'Run large LLM batches in the browser: check, start, watch, retry and download them.',
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const given = await headers();
  const locale = localeFromHeader(given.get('accept-language'));
  const nonce = given.get('x-nonce') ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers locale={locale} renderedAtMs={Date.now()} nonce={nonce}>
          <div id="page">{children}</div>
        </Providers>
      </body>
    </html>
  );
}
