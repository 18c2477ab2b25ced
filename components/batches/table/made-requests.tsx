'use client';

import { Download } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { TableView } from '#lib/shared/contract/table.ts';
import { batchPath } from '../batch-queries.ts';
import { answerKindWords } from './answer-words.ts';

interface MadeRequestsProps {
  readonly batchId: string;
  readonly use: TableView['use'];
  readonly rows: number | null;
  readonly onChange: () => void;
}

/** What was asked about each row, in a few lines, once the requests are made. */
export function MadeRequests({ batchId, use, rows, onChange }: MadeRequestsProps) {
  const format = useFormat();
  if (use === null) return null;
  const { template, origin } = use;
  return (
    <div className="flex items-start gap-4 rounded-lg border border-line-strong bg-raised px-4 py-3 max-md:flex-col">
      <div className="min-w-0 flex-1">
        <p className="line-clamp-3 whitespace-pre-wrap wrap-anywhere">
          {template.answer.kind === 'vector' ? `The vector of ${template.answer.column}` : template.prompt}
        </p>
        <p className="mt-1 text-sm text-ink-3">
          {rows !== null && `${format.count(rows, 'request')}, `}
          {template.model}, {answerKindWords[template.answer.kind].title.toLowerCase()}
          {origin !== null && `, by the template ${origin.name}, version ${format.number(origin.version)}`}
        </p>
      </div>
      <DownloadLink
        size="small"
        variant="quiet"
        href={batchPath(batchId, 'input.jsonl')}
        label="Download the requests (JSONL)"
        className="max-md:w-full"
      >
        <Download aria-hidden />
        JSONL
      </DownloadLink>
      <Button size="small" onClick={onChange} className="max-md:w-full">
        Change the question
      </Button>
    </div>
  );
}
