import { infiniteQueryOptions } from '@tanstack/react-query';
import { fetchJson } from '#components/live/fetch-json.ts';
import { type ProblemGroupView, pageSchema } from '#lib/shared/contract/batch-view.ts';
import { problemSchema } from '#lib/shared/contract/problem-schema.ts';
import { batchKeys, searchString } from '../queries.ts';

const problemPageSchema = pageSchema(problemSchema);
const firstPage = 5;
const nextPages = 50;

/** The lines of one kind of problem: a few first, more when they are asked for. */
export function problemLinesOptions(batchId: string, group: Pick<ProblemGroupView, 'code' | 'param'>) {
  return infiniteQueryOptions({
    queryKey: [...batchKeys.detail(batchId), 'problems', group.code, group.param],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const limit = pageParam === '' ? firstPage : nextPages;
      const query = { code: group.code, param: group.param ?? undefined, after: pageParam, limit };
      return fetchJson(`${problemsPath(batchId)}?${searchString(query)}`, problemPageSchema, signal);
    },
    getNextPageParam: (page) => page.next,
  });
}

export function problemsPath(batchId: string): string {
  return `/api/batches/${encodeURIComponent(batchId)}/problems`;
}
