'use client';

import { ArrowRight, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCan } from '#components/rights/page-frame.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import { SampleButton, type CreateSample } from '../sample-button.tsx';
import { OutcomeGlyph } from '../status/outcome-glyph.tsx';

/** What this is for, and the two ways to begin. */
export function BatchesEmpty({ createSample }: { readonly createSample: CreateSample }) {
  const canRun = useCan('run');
  return (
    <div className="grid min-h-[min(600px,64vh)] grid-cols-[minmax(0,460px)_minmax(0,1fr)] items-center gap-[88px] @max-[960px]/page:min-h-0 @max-[960px]/page:grid-cols-1 @max-[960px]/page:gap-10 @max-[960px]/page:pt-8">
      <div>
        <h2 className="text-2xl font-bold text-balance">Ask a model ten thousand questions, for half the price</h2>
        <p className="mt-3 mb-6 text-lg leading-[26px] text-pretty text-ink-2">
          Bring a spreadsheet and ask about each row, or a JSONL file with a request on every line, and get one file of
          answers back, usually within a few hours.
        </p>
        {canRun ? <WaysToBegin createSample={createSample} /> : <p className="text-ink-2">{nothingYet}</p>}
      </div>
      <Picture />
    </div>
  );
}

const nothingYet = 'Nobody has made a batch in this workspace yet. As a viewer you see here what others run.';

function WaysToBegin({ createSample }: { readonly createSample: CreateSample }) {
  return (
    <>
      <div className="flex flex-wrap gap-2.5 max-md:*:basis-full">
        <ButtonLink href="/batches/new" variant="primary">
          <Plus aria-hidden />
          New batch
        </ButtonLink>
        <SampleButton createSample={createSample}>Try it with sample data</SampleButton>
      </div>
      <p className="mt-4 text-sm text-pretty text-ink-3">
        24 requests on the built-in sandbox, some of which fail on purpose: no key, no money.
      </p>
    </>
  );
}

const lines: readonly { readonly id: number; readonly outcome: Outcome; readonly answer: string }[] = [
  { id: 7301, outcome: 'succeeded', answer: 'Delivery is late' },
  { id: 7302, outcome: 'succeeded', answer: 'Refund' },
  { id: 7303, outcome: 'succeeded', answer: 'Wrong size' },
  { id: 7304, outcome: 'failed', answer: 'Text too long' },
  { id: 7305, outcome: 'pending', answer: 'On its way' },
];

/** A line in, an answer out. */
function Picture() {
  return (
    <div aria-hidden className="overflow-hidden rounded-xl border border-line-strong bg-raised">
      <PictureRow className="h-11 border-t-0 bg-page text-sm text-ink-3">
        <span className="truncate">Your file, one request a line</span>
        <span />
        <span>Your answers</span>
      </PictureRow>
      {lines.map(({ id, outcome, answer }) => (
        <PictureRow key={id} className="h-[52px]">
          <span className="mono truncate text-ink-2">{`{"custom_id": "ticket-${id}", "body": …`}</span>
          <ArrowRight className="size-4 text-line-control" />
          <span className={cn('flex min-w-0 items-center gap-[9px]', outcome === 'pending' && 'text-ink-3')}>
            <OutcomeGlyph outcome={outcome} />
            {answer}
          </span>
        </PictureRow>
      ))}
    </div>
  );
}

function PictureRow({ children, className }: { readonly children: ReactNode; readonly className: string }) {
  return (
    <div
      className={cn(
        'grid grid-cols-[minmax(0,1.15fr)_32px_minmax(0,1fr)] items-center gap-3 border-t border-line px-[22px] whitespace-nowrap max-md:grid-cols-[minmax(0,1fr)_16px_124px] max-md:gap-2.5 max-md:px-4',
        className,
      )}
    >
      {children}
    </div>
  );
}
