'use client';

import { Button } from '#components/ui/button.tsx';
import { RadioCards } from '#components/ui/radio-cards.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { CheckView } from '#lib/shared/contract/batch-view.ts';

export type BadLines = 'leave_out' | 'correct';

interface BadLinesChoiceProps {
  readonly check: CheckView;
  readonly value: BadLines;
  readonly onChange: (value: BadLines) => void;
  readonly onChooseFile: () => void;
}

/** What to do with lines that cannot be sent. Where none is left to send there is nothing to choose. */
export function BadLinesChoice({ check, value, onChange, onChooseFile }: BadLinesChoiceProps) {
  const format = useFormat();
  if (check.requests === 0) {
    return (
      <CorrectedFile onChooseFile={onChooseFile}>
        No line of this file can be sent. Fix the lines and upload the file again.
      </CorrectedFile>
    );
  }
  return (
    <>
      <RadioCards
        label="What to do with the bad lines"
        value={value}
        onChange={onChange}
        className="rounded-none border-0 md:grid-cols-2"
        cards={[
          {
            value: 'leave_out',
            title: `Leave out ${format.count(check.badLines, 'bad line')}`,
            text: `Send the other ${format.number(check.requests)}. Download the left-out lines, fix them and send them as a new batch.`,
          },
          {
            value: 'correct',
            title: 'Upload a corrected file',
            text: 'It takes the place of this one and is checked again.',
          },
        ]}
      />
      {value === 'correct' && (
        <CorrectedFile onChooseFile={onChooseFile}>Fix the lines, then choose the file again.</CorrectedFile>
      )}
    </>
  );
}

function CorrectedFile({ children, onChooseFile }: { readonly children: string; readonly onChooseFile: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-3">
      <p className="min-w-0 flex-1 text-ink-2">{children}</p>
      <Button size="small" onClick={onChooseFile}>
        Choose corrected file
      </Button>
    </div>
  );
}
