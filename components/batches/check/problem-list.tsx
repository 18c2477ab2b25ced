'use client';

import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { CheckView, ProblemGroupView } from '#lib/shared/contract/batch-view.ts';
import { describeProblem } from '#lib/shared/words/problem.ts';
import { batchPath } from '../batch-queries.ts';
import { ProblemGroup } from './problem-group.tsx';
import { problemsPath } from './problem-queries.ts';

interface ProblemListProps {
  readonly batchId: string;
  readonly check: CheckView;
  /** What to do about them, below the list. */
  readonly children?: ReactNode;
}

/** What the check found, by kind: errors first, the most frequent on top. */
export function ProblemList({ batchId, check, children }: ProblemListProps) {
  const groups = sortGroups(check.problemGroups);
  const [kind, setKind] = useState<string | null>(null);
  const [toggled, setToggled] = useState<Readonly<Record<string, boolean>>>({});
  if (groups.length === 0) return null;
  const [first] = groups;
  const isOpen = (group: ProblemGroupView): boolean =>
    toggled[keyOf(group)] ?? (kind !== null || (group === first && group.severity === 'error'));
  return (
    <div className="overflow-hidden rounded-lg border border-line-strong bg-raised">
      <div className="flex items-center gap-3 border-b border-line py-2.5 pr-2.5 pl-4 max-md:flex-wrap max-md:p-3">
        <ProblemSum check={check} />
        <div className="ml-auto flex flex-wrap justify-end gap-2 max-md:ml-0 max-md:w-full max-md:*:flex-1">
          <FilterMenu
            label="Kind of problem"
            anyLabel="Any kind"
            value={kind}
            onChange={setKind}
            options={groups.map((group) => ({ value: keyOf(group), label: describeProblem(group).title }))}
            className="max-w-64 text-sm [&>select]:h-(--control-small)"
          />
          <DownloadLink href={`${problemsPath(batchId)}.csv`} size="small">
            <Download aria-hidden />
            Problems (CSV)
          </DownloadLink>
          {check.badLines > 0 && (
            <DownloadLink href={batchPath(batchId, 'left-out-lines.jsonl')} size="small">
              <Download aria-hidden />
              Left-out lines (JSONL)
            </DownloadLink>
          )}
        </div>
      </div>
      <ul>
        {groups
          .filter((group) => kind === null || keyOf(group) === kind)
          .map((group) => (
            <ProblemGroup
              key={keyOf(group)}
              batchId={batchId}
              group={group}
              isOpen={isOpen(group)}
              onToggle={() => setToggled((before) => ({ ...before, [keyOf(group)]: !isOpen(group) }))}
            />
          ))}
      </ul>
      {children}
    </div>
  );
}

function ProblemSum({ check }: { readonly check: CheckView }) {
  const format = useFormat();
  if (check.badLines === 0) return <h3 className="font-medium">Warnings only, every line can be sent</h3>;
  return (
    <h3 className="font-medium">
      {format.count(check.badLines, 'line')} cannot be sent{' '}
      {check.requests > 0 && (
        <span className="ml-2 font-normal text-ink-3 max-md:hidden">
          {check.requests === 1 ? 'the other line is fine' : `the other ${format.number(check.requests)} are fine`}
        </span>
      )}
    </h3>
  );
}

function sortGroups(groups: readonly ProblemGroupView[]): readonly ProblemGroupView[] {
  const rank = { error: 0, warning: 1 };
  return groups.toSorted((a, b) => rank[a.severity] - rank[b.severity] || b.count - a.count);
}

function keyOf(group: ProblemGroupView): string {
  return `${group.code} ${group.param ?? ''}`;
}
