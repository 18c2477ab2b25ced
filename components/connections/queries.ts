import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from '#components/live/fetch-json.ts';
import type { ConnectionView } from '#lib/shared/contract/connection.ts';

export const connectionKeys = { all: ['connections'] as const };

export function connectionListOptions() {
  return queryOptions({
    queryKey: connectionKeys.all,
    queryFn: ({ signal }) => fetchJson<readonly ConnectionView[]>('/api/connections', signal),
  });
}
