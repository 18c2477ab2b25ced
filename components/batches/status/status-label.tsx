'use client';

import { Ban, CircleMinus, Clock, Hand, Hourglass, Inbox, type LucideIcon, SquarePen } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { DiamondShape, ProgressRingShape, TickDiscShape, TriangleShape } from '#components/ui/shapes.tsx';
import type { StatusShape, StatusTone, StatusWords } from '#lib/shared/words/status-words.ts';

type LucideShape = Exclude<StatusShape, 'ring' | 'tick' | 'triangle' | 'diamond'>;

const lucideShapes: Record<LucideShape, LucideIcon> = {
  pencil: SquarePen,
  clock: Clock,
  tray: Inbox,
  hourglass: Hourglass,
  minus: CircleMinus,
  struck_ring: Ban,
  hand: Hand,
};

const shapeColours: Record<StatusTone, string> = {
  plain: 'text-ink-3',
  good: 'text-succeeded',
  attention: 'text-attention',
  bad: 'text-failed',
  needs_person: 'text-attention-text',
};

const strongColours: Record<StatusTone, string> = {
  plain: 'text-ink',
  good: 'text-ink',
  attention: 'text-attention-text',
  bad: 'text-failed-text',
  needs_person: 'text-attention-text',
};

function StatusShapeIcon({ words }: { readonly words: LabelWords }) {
  const className = cn('size-4 shrink-0', shapeColours[words.tone]);
  switch (words.shape) {
    case 'ring':
      return <ProgressRingShape percent={words.percent} />;
    case 'tick':
      return <TickDiscShape className={className} />;
    case 'triangle':
      return <TriangleShape className={className} />;
    case 'diamond':
      return <DiamondShape className={className} />;
    default: {
      const Icon = lucideShapes[words.shape];
      return <Icon aria-hidden className={className} />;
    }
  }
}

/** The term may be a word of the provider that is none of ours. */
type LabelWords = Omit<StatusWords, 'term'> & { readonly term: string | null };

interface StatusLabelProps {
  readonly words: LabelWords;
  /** In lists the exact term gives way when there is no room; in a header it never does. */
  readonly isTermKept?: boolean;
  readonly className?: string;
}

/** A batch's state: a shape, words, the exact term. The words are never cut: they wrap. */
export function StatusLabel({ words, isTermKept = false, className }: StatusLabelProps) {
  if (words.tone === 'needs_person') return <NeedsPersonLabel words={words} className={className} />;
  return (
    <span
      title={words.term ?? undefined}
      className={cn('flex min-w-0 items-center gap-2 max-md:items-start max-md:[&>svg]:mt-0.5', className)}
    >
      <StatusShapeIcon words={words} />
      <span className={cn('flex min-w-0 gap-x-1 font-label max-md:flex-wrap', isTermKept ? 'flex-wrap' : 'flex-1')}>
        <StatusParts words={words} />
        {words.term !== null && <StatusTerm term={words.term} isKept={isTermKept} />}
      </span>
    </span>
  );
}

function StatusParts({ words }: { readonly words: LabelWords }) {
  return (
    <span className="min-w-0">
      {words.parts.map((part) =>
        part.isStrong ? (
          <b key={part.text} className={strongColours[words.tone]}>
            {part.text}
          </b>
        ) : (
          part.text
        ),
      )}
    </span>
  );
}

/** Shown in what the words leave over, whole or not at all: what has no room wraps below the line and is hidden. */
function StatusTerm({ term, isKept }: { readonly term: string; readonly isKept: boolean }) {
  const text = <span className="text-ink-3">({term})</span>;
  if (isKept) return text;
  return (
    <span className="contents md:flex md:h-5 md:flex-[1_1_0] md:flex-wrap md:overflow-hidden">
      <span className="h-5 w-0 max-md:hidden" />
      {text}
    </span>
  );
}

/** The only boxed state: somebody has to do something. */
function NeedsPersonLabel({ words, className }: { readonly words: LabelWords; readonly className?: string }) {
  const [box, ...rest] = words.parts;
  return (
    <span className={cn('flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 font-label', className)}>
      <NeedsPersonBox>{box?.text}</NeedsPersonBox>
      <span className="min-w-0">{rest.map((part) => part.text).join('')}</span>
    </span>
  );
}

function NeedsPersonBox({ children }: { readonly children: ReactNode }) {
  return (
    <b className="inline-flex h-[22px] shrink-0 items-center gap-1.5 rounded-sm border border-attention-line bg-attention-soft pr-2 pl-1.5 whitespace-nowrap text-attention-text">
      <Hand aria-hidden className="size-3.5" />
      {children}
    </b>
  );
}
