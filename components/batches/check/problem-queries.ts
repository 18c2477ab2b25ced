import { infiniteQueryOptions } from '@tanstack/react-query';
import { fetchJson } from '#components/live/fetch-json.ts';
import type { Page, ProblemGroupView } from '#lib/shared/contract/batch-view.ts';
import type { Problem } from '#lib/shared/words/problem.ts';
import { batchKeys, searchString } from '../queries.ts';

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
      return fetchJson<Page<Problem>>(`${problemsPath(batchId)}?${searchString(query)}`, signal);
    },
    getNextPageParam: (page: Page<Problem>) => page.next,
  });
}

export function problemsPath(batchId: string): string {
  return `/api/batches/${encodeURIComponent(batchId)}/problems`;
}
