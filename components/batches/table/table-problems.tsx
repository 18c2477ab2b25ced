'use client';

import { useFormat } from '#components/ui/reader.tsx';
import { TriangleShape } from '#components/ui/shapes.tsx';
import type { TableProblem, TableProfile } from '#lib/shared/contract/table.ts';
import { describeTableProblem } from '#lib/shared/words/table-texts.ts';

/** What was odd about the rows, in sentences. None of it keeps the table from being used. */
export function TableProblems({ profile }: { readonly profile: TableProfile }) {
  const format = useFormat();
  const { problems, emptyRows } = profile;
  if (problems.length === 0 && emptyRows === 0) return null;
  return (
    <ul
      aria-label="What to know about this table"
      className="grid gap-1.5 border-t border-line px-4 py-3 text-sm text-ink-2"
    >
      {emptyRows > 0 && (
        <li className="pl-6 text-ink-3">
          {format.count(emptyRows, 'empty row')} {emptyRows === 1 ? 'was' : 'were'} skipped.
        </li>
      )}
      {problems.map((problem) => (
        <li key={problem.code} className="flex gap-2">
          <TriangleShape className="mt-0.5 shrink-0 text-attention" />
          <ProblemSentence problem={problem} />
        </li>
      ))}
    </ul>
  );
}

function ProblemSentence({ problem }: { readonly problem: TableProblem }) {
  const { title, explanation, fix } = describeTableProblem(problem, useFormat().locale);
  return (
    <span className="text-pretty">
      <b className="text-ink">{title}</b> {explanation} {fix}
    </span>
  );
}
