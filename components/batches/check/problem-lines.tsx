'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { SectionError } from '#components/ui/error-state.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { TextButton } from '#components/ui/text-link.tsx';
import type { ProblemGroupView } from '#lib/shared/contract/batch-view.ts';
import { type Problem, type ProblemExcerpt, describeProblem } from '#lib/shared/words/problem.ts';
import { excerptPieces } from './excerpt-pieces.ts';
import { problemLinesOptions } from './problem-queries.ts';

interface ProblemLinesProps {
  readonly batchId: string;
  readonly group: ProblemGroupView;
}

/** How to fix one kind of problem, and the lines that have it. */
export function ProblemLines({ batchId, group }: ProblemLinesProps) {
  const format = useFormat();
  const query = useInfiniteQuery(problemLinesOptions(batchId, group));
  if (query.isPending) return <LoadingLines count={Math.min(group.count, 3)} />;
  if (query.isError) {
    return (
      <SectionError title="The lines could not be loaded." onRetry={() => query.refetch()} className="m-3">
        {query.error.message}
      </SectionError>
    );
  }
  const problems = query.data.pages.flatMap((page) => page.items);
  const rest = group.count - problems.length;
  return (
    <>
      <p className="px-4 pt-2 pb-1 text-ink-2 md:pl-11">
        <b className="text-ink">How to fix it:</b> {asContinuation(describeProblem(group).fix)}
      </p>
      <ul>
        {problems.map((problem, index) => (
          <ProblemLine key={`${problem.line} ${index}`} problem={problem} />
        ))}
      </ul>
      {query.hasNextPage && (
        <p className="px-4 pt-1 pb-2 md:pl-11">
          <TextButton className="text-sm" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            {rest > 50 ? `Show 50 of ${format.number(rest)} more` : `Show ${format.number(rest)} more`}
          </TextButton>
        </p>
      )}
    </>
  );
}

/** A sentence behind a colon. */
function asContinuation(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function ProblemLine({ problem }: { readonly problem: Problem }) {
  const format = useFormat();
  return (
    <li className="grid min-h-[38px] grid-cols-[88px_minmax(0,160px)_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5 px-4 py-1.5 max-md:grid-cols-[auto_minmax(0,1fr)] md:pl-11">
      <span className="text-sm text-ink-3">
        {problem.line === null ? 'The file' : `Line ${format.number(problem.line)}`}
      </span>
      <span className="mono wrap-anywhere text-ink-2">{problem.customId ?? <span aria-hidden>–</span>}</span>
      <div className="min-w-0 max-md:col-span-2">
        {problem.excerpt !== null && <Excerpt excerpt={problem.excerpt} />}
        <p className="text-sm wrap-anywhere text-ink-3">{problem.message}</p>
      </div>
    </li>
  );
}

/** The offending text within its surroundings; wraps rather than hides it. */
function Excerpt({ excerpt }: { readonly excerpt: ProblemExcerpt }) {
  const { before, marked, after } = excerptPieces(excerpt);
  return (
    <p className="mono wrap-anywhere text-ink-2">
      {before}
      <mark className="rounded-[2px] bg-failed-soft px-[3px] py-px text-failed-text shadow-[inset_0_-2px_0_var(--failed)]">
        {marked}
      </mark>
      {after}
    </p>
  );
}

function LoadingLines({ count }: { readonly count: number }) {
  return (
    <div className="flex flex-col gap-6 px-4 py-4 md:pl-11">
      <LoadingAnnouncement>Loading the lines</LoadingAnnouncement>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} width={`${70 - index * 12}%`} />
      ))}
    </div>
  );
}
