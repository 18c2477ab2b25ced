'use client';

import type { ReactNode } from 'react';
import { Notice } from '#components/ui/notice.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { CheckSummary } from './check-summary.tsx';
import { ExampleFileLink } from './example-file-link.tsx';
import { ProblemList } from './problem-list.tsx';

interface CheckResultProps {
  readonly batch: BatchView;
  /** What to do about bad lines, below their list. */
  readonly children?: ReactNode;
  /** What to do about a file that cannot be used. */
  readonly remedy?: ReactNode;
}

/** Whoever has one of these does not know what a batch file looks like. */
const tables: ReadonlySet<string> = new Set(['csv_file', 'excel_file']);

/** What the check says of the uploaded file, while it runs and afterwards. */
export function CheckResult({ batch, children, remedy }: CheckResultProps) {
  const { check } = batch;
  if (check === null) return <CheckProgress batch={batch} checkedBytes={null} />;
  if (check.refusal !== null) {
    return (
      <Notice tone="attention" actions={remedy ?? (tables.has(check.refusal.code) ? <ExampleFileLink /> : undefined)}>
        <b>{remedy === undefined ? refusalText(check.refusal) : asQuestion(refusalText(check.refusal))}</b>
        <p className="mt-1">Nothing was sent.</p>
      </Notice>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {check.isRunning && <CheckProgress batch={batch} checkedBytes={check.checkedBytes} />}
      <CheckSummary batch={batch} check={check} />
      {!check.isRunning && (
        <ProblemList batchId={batch.id} check={check}>
          {children}
        </ProblemList>
      )}
    </div>
  );
}

/** Its last sentence says what to do, and the button beside it does that. */
function asQuestion(sentence: string): string {
  return sentence.replace(/\.$/u, '?');
}

function CheckProgress({ batch, checkedBytes }: { readonly batch: BatchView; readonly checkedBytes: number | null }) {
  const format = useFormat();
  const { bytes } = batch.input;
  const sentence =
    checkedBytes === null
      ? 'The check begins in a moment.'
      : `${format.bytes(checkedBytes)} of ${format.bytes(bytes)} checked, line by line.`;
  return (
    <div>
      <p className="mb-2 text-ink-2">{sentence}</p>
      <ProgressBar
        label="Check of the file"
        percent={checkedBytes === null || bytes === 0 ? null : (checkedBytes / bytes) * 100}
        valueText={checkedBytes === null ? 'not begun' : format.percent(checkedBytes, bytes)}
      />
    </div>
  );
}
