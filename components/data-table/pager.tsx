'use client';

import { Button } from '#components/ui/button.tsx';
import { useFormat } from '#components/ui/reader.tsx';

interface PagerProps {
  /** How many rows lie before this page. */
  readonly before: number;
  readonly shown: number;
  /** Null when nobody counted. */
  readonly total: number | null;
  readonly hasNext: boolean;
  readonly onPrevious: () => void;
  readonly onNext: () => void;
  readonly previousLabel?: string;
  readonly nextLabel?: string;
}

/** Pages by key: only the next and the previous one can be reached. Absent where there is but one. */
export function Pager(props: PagerProps) {
  const { before, shown, total, hasNext, previousLabel = 'Previous', nextLabel = 'Next' } = props;
  const format = useFormat();
  if (before === 0 && !hasNext) return null;
  const range = `${format.number(before + 1)} to ${format.number(before + shown)}`;
  return (
    <nav aria-label="Pages" className="mt-4 flex items-center gap-2 text-sm text-ink-3">
      <span className="mr-auto">{total === null ? range : `${range} of ${format.number(total)}`}</span>
      <Button size="small" disabled={before === 0} onClick={props.onPrevious}>
        {previousLabel}
      </Button>
      <Button size="small" disabled={!hasNext} onClick={props.onNext}>
        {nextLabel}
      </Button>
    </nav>
  );
}
