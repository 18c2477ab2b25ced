'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';

/** Has the server make the open page again, for what its parts were handed with it; true while that is under way. */
export function useRefresh(): readonly [isRefreshing: boolean, refresh: () => void] {
  const router = useRouter();
  const [isRefreshing, startTransition] = useTransition();
  return [isRefreshing, () => startTransition(() => router.refresh())];
}
