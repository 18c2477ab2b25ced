import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './fetch-json.ts';

const retries = 2;

/**
 * Whether the browser believes to be online decides nothing: the server may run on this machine. What cannot be
 * reached fails at once with a sentence; nothing is kept and carried out later, when nobody asks for it any more.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
        // What the server rendered is fresh: the browser must not ask for it again at once.
        staleTime: 5_000,
        retry: (failures, error) => failures < retries && (!(error instanceof ApiError) || error.isTemporary),
      },
      mutations: { networkMode: 'always' },
    },
  });
}
