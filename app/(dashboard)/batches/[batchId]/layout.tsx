import type { ReactNode } from 'react';
import { Toaster } from '#components/ui/toaster.tsx';

/** Only a batch's page has toasts; the others need not load them. */
export default function BatchLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      {children}
      <Toaster />
    </>
  );
}
