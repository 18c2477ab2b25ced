'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';
import { ReaderProvider } from '#components/ui/reader.tsx';
import './globals.css';

/** In the place of everything, where what is around all pages failed too. */
export default function GlobalError(props: PageErrorProps) {
  return (
    <html lang="en">
      <body>
        <ReaderProvider locale="en" renderedAtMs={0}>
          <main className="page-frame">
            <PageError {...props} title="This page could not be loaded" />
          </main>
        </ReaderProvider>
      </body>
    </html>
  );
}
