'use client';

import { type QueryClient, QueryClientProvider, isServer } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createQueryClient } from '#components/live/create-query-client.ts';

let browserClient: QueryClient | undefined;

/** One client a tab; on the server one for each rendering, so that no two readers share data. */
function getQueryClient(): QueryClient {
  if (isServer) return createQueryClient();
  browserClient ??= createQueryClient();
  return browserClient;
}

export function QueryProvider({ children }: { readonly children: ReactNode }) {
  return <QueryClientProvider client={getQueryClient()}>{children}</QueryClientProvider>;
}
