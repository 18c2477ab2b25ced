'use client';

import { useState } from 'react';
import { type Column, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { TextButton } from '#components/ui/text-link.tsx';
import type { AttemptView } from '#lib/shared/contract/batch-view.ts';
import { JobRow } from './job-row.tsx';

const shownAtFirst = 10;

function columnsAt(provider: string): readonly Column[] {
  return [
    { name: 'Part', className: 'w-[8%]' },
    { name: 'Status' },
    { name: 'Returned', align: 'right', className: 'w-[20%]' },
    { name: 'Took', align: 'right', className: 'w-[12%]' },
    { name: `Job at ${provider}`, className: 'w-[30%]' },
  ];
}

interface JobTableProps {
  readonly attempt: AttemptView;
  readonly provider: string;
}

/** The jobs of one attempt, with the provider's own ids and words. */
export function JobTable({ attempt, provider }: JobTableProps) {
  const format = useFormat();
  const [areAllShown, setAreAllShown] = useState(false);
  const shown = areAllShown ? attempt.jobs : attempt.jobs.slice(0, shownAtFirst);
  const hidden = attempt.jobs.length - shown.length;
  return (
    <>
      <Table label={`Jobs of attempt ${attempt.number}`}>
        <TableHead columns={columnsAt(provider)} />
        <TableBody>
          {shown.map((job) => (
            <JobRow key={job.id} job={job} provider={provider} isHoldShown={attempt.jobs.length === 1} />
          ))}
        </TableBody>
      </Table>
      {hidden > 0 && (
        <TextButton className="mt-3 text-sm" onClick={() => setAreAllShown(true)}>
          Show {format.count(hidden, 'more part')}
        </TextButton>
      )}
    </>
  );
}
