'use client';

import { Download } from 'lucide-react';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import type { BatchView, DownloadView } from '#lib/shared/contract/batch-view.ts';
import { batchPath } from '../batch-queries.ts';

interface DownloadWords {
  readonly title: string;
  readonly text: string;
  readonly noun: string;
}

const wordsByKind: Record<DownloadView['kind'], DownloadWords> = {
  'results.jsonl': {
    title: 'Results (JSONL)',
    text: 'One line for each request that came back, answered or failed, in the order of the input, as the provider sent it.',
    noun: 'line',
  },
  'results.csv': {
    title: 'Results (CSV)',
    text: 'For spreadsheets: custom_id, outcome, answer, tokens and error of every request.',
    noun: 'row',
  },
  'results.xlsx': {
    title: 'Results (Excel)',
    text: 'The same as a workbook, which opens in Excel, Numbers and LibreOffice. Texts stay texts, also where they look like formulas or dates.',
    noun: 'row',
  },
  'failed-requests.jsonl': {
    title: 'Failed requests (JSONL)',
    text: 'The requests without an answer, whether failed, missing or not answered, ready to be corrected and uploaded as a new batch.',
    noun: 'line',
  },
  'errors.jsonl': {
    title: 'Errors (JSONL)',
    text: 'What the provider said about each request that failed, and a line with the reason for each that is missing or was not answered.',
    noun: 'line',
  },
  'left-out-lines.jsonl': {
    title: 'Left-out lines (JSONL)',
    text: 'The lines of the file that could not be sent, as they are: fix them and send them as a new batch.',
    noun: 'line',
  },
  'input.jsonl': { title: 'Input file', text: 'The file as it was uploaded.', noun: 'line' },
};

/** Of a batch that was made of a table. */
const tableWords: Partial<Record<DownloadView['kind'], DownloadWords>> = {
  'results.xlsx': {
    title: 'Excel',
    text: 'Your columns and types, then the answers. Opens in Excel, Numbers and LibreOffice.',
    noun: 'row',
  },
  'results.csv': { title: 'CSV', text: 'The same columns, for any other program.', noun: 'row' },
  'results.jsonl': { title: 'JSONL', text: 'Everything the provider returned, one line a request.', noun: 'line' },
  'left-out-lines.jsonl': {
    title: 'Left-out rows (JSONL)',
    text: 'The requests made of rows that could not be sent. In Excel and CSV these rows say why.',
    noun: 'row',
  },
  'input.jsonl': { title: 'Requests (JSONL)', text: 'What was made of your table, one request a row.', noun: 'line' },
};

/** These are what they are from the start. */
const ofTheFile: ReadonlySet<string> = new Set(['input.jsonl', 'left-out-lines.jsonl']);

/** Everything that can be taken home. Files are made while they are sent, so they begin at once. */
export function DownloadsTab({ batch }: { readonly batch: BatchView }) {
  if (batch.downloads.length === 0) return <EmptyState>There is nothing to download yet.</EmptyState>;
  return (
    <ul className="mt-3">
      {batch.downloads.map((download) => (
        <DownloadEntry key={download.kind} batch={batch} download={download} />
      ))}
    </ul>
  );
}

function DownloadEntry({ batch, download }: { readonly batch: BatchView; readonly download: DownloadView }) {
  const format = useFormat();
  const words = (batch.table?.isMade === true ? tableWords[download.kind] : undefined) ?? wordsByKind[download.kind];
  const isFirst = batch.table?.isMade === true && download.kind === 'results.xlsx';
  const isSoFar = batch.attempts.length > 0 && batch.endedAt === null && !ofTheFile.has(download.kind);
  return (
    <li className="flex items-center gap-6 border-b border-line py-4 last:border-b-0 max-md:flex-wrap max-md:gap-3">
      <div className="min-w-0 flex-1 max-md:basis-full">
        <h2 className="font-medium">
          {words.title}
          {isSoFar && <span className="ml-2 font-normal text-ink-3">so far</span>}
        </h2>
        <p className="mt-0.5 text-pretty text-ink-2">
          {words.text}
          {download.rows === null && ' A request that is being retried has its earlier line until the new one is in.'}
        </p>
      </div>
      <p className="text-right text-sm text-ink-3 max-md:flex-1 max-md:text-left">{sizeOf(download, words, format)}</p>
      {download.rows !== 0 || download.kind === 'input.jsonl' ? (
        <DownloadLink
          href={batchPath(batch.id, download.kind)}
          size="small"
          variant={isFirst ? 'primary' : 'secondary'}
          label={`Download ${words.title}`}
        >
          <Download aria-hidden />
          Download
        </DownloadLink>
      ) : (
        <span className="w-[104px] text-center text-sm text-ink-3">Empty</span>
      )}
    </li>
  );
}

/** A file that is put together has no size before it is made. */
function sizeOf(download: DownloadView, words: DownloadWords, format: Format): string {
  const rows = download.rows === null ? null : format.count(download.rows, words.noun);
  const bytes = download.bytes === null ? null : format.bytes(download.bytes);
  return [rows, bytes].filter((part) => part !== null).join(', ');
}
