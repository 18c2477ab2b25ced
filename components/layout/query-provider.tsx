'use client';

import { QueryClient, QueryClientProvider, isServer } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '#components/live/fetch-json.ts';

const retries = 2;

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server rendered is fresh: the browser must not ask for it again at once.
        staleTime: 5_000,
        retry: (failures, error) => failures < retries && (!(error instanceof ApiError) || error.isTemporary),
      },
    },
  });
}

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
