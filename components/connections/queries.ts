import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { fetchJson } from '#components/live/fetch-json.ts';
import { connectionViewSchema } from '#lib/shared/contract/connection-view.ts';

const connectionListSchema = z.array(connectionViewSchema);

export const connectionKeys = { all: ['connections'] as const };

export function connectionListOptions() {
  return queryOptions({
    queryKey: connectionKeys.all,
    queryFn: ({ signal }) => fetchJson('/api/connections', connectionListSchema, signal),
  });
}
