import { HydrationBoundary, QueryClient, dehydrate } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';

interface HydrateQueriesProps {
  /** Key and data of what the server has read already. */
  readonly queries: readonly (readonly [QueryKey, unknown])[];
  readonly children: ReactNode;
}

/** Hands data that the server has read to the queries of the browser, so that they need not ask at first. */
export function HydrateQueries({ queries, children }: HydrateQueriesProps) {
  const client = new QueryClient();
  for (const [key, data] of queries) client.setQueryData(key, data);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
