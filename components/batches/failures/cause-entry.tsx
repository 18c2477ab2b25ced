'use client';

import { Ban, CircleHelp, type LucideIcon, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import { HoverLink } from '#components/ui/hover-link.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { TextButton, TextLink } from '#components/ui/text-link.tsx';
import type { BatchView, Cause } from '#lib/shared/contract/batch-view.ts';
import type { ShownOutcome } from '#lib/shared/contract/status.ts';
import { shownOutcome } from '#lib/shared/failures/find-failure.ts';
import type { RetryHelp } from '#lib/shared/failures/known-failures.ts';
import type { FailureExplanation } from '#lib/shared/words/explain-failure.ts';
import { atSentenceStart } from '#lib/shared/words/provider-name.ts';
import { explainCause } from '../cause-words.ts';
import { requestsPath } from '../requests/requests-path.ts';
import { RetryButton } from '../retry-button.tsx';
import { OutcomeGlyph, outcomeWords } from '../status/outcome-glyph.tsx';

interface CauseEntryProps {
  readonly batch: BatchView;
  readonly cause: Cause;
  /** Of the largest cause, 0 to 1. */
  readonly share: number;
  /** See `providerName`. */
  readonly provider: string;
  readonly onShowRequests: () => void;
  /** Null where no retry is in question. */
  readonly onRetry: (() => void) | null;
}

/** One cause: how many, what it means, and whether a retry helps. */
export function CauseEntry({ batch, cause, share, provider, onShowRequests, onRetry }: CauseEntryProps) {
  const format = useFormat();
  const words = explainCause(cause, provider);
  return (
    <article
      aria-label={words.title}
      className="grid grid-cols-[116px_minmax(0,1fr)_264px] gap-x-8 border-t border-line py-6 first-of-type:border-t-0 @max-[900px]/page:grid-cols-[88px_minmax(0,1fr)] max-md:grid-cols-[64px_minmax(0,1fr)] max-md:gap-x-3 max-md:py-5"
    >
      <CauseCount cause={cause} share={share} />
      <div className="min-w-0">
        <h2 className="text-lg leading-7 font-bold max-md:leading-6">{words.title}</h2>
        <p className="mt-0.5 max-w-[62ch] text-pretty text-ink-2">{words.explanation}</p>
        <CauseMeta batchId={batch.id} cause={cause} />
        <ProviderWords
          message={cause.message}
          provider={provider}
          about={words.title}
          isShownAtOnce={words.id === 'unknown'}
        />
      </div>
      <div className="@max-[900px]/page:col-start-2 @max-[900px]/page:mt-3.5">
        <Help words={words} />
        <div className="mt-3.5 ml-6 flex flex-wrap gap-2 max-md:ml-0">
          {onRetry !== null && (
            <RetryButton batch={batch} size="small" onClick={onRetry}>
              {cause.count === 1 ? 'Retry this one' : `Retry these ${format.number(cause.count)}`}
            </RetryButton>
          )}
          <Button size="small" variant="quiet" aria-label={`Show requests: ${words.title}`} onClick={onShowRequests}>
            Show requests
          </Button>
        </div>
      </div>
    </article>
  );
}

interface CauseCountProps {
  readonly cause: Cause;
  readonly share: number;
}

const shareClasses = {
  failed: 'mt-2.5 h-1 bg-failed',
  missing: 'hatch-missing mt-[9px] h-1.5 [--hatch-gap:3.5px]',
  not_answered: 'mt-[9px] h-1.5 bg-pending-soft shadow-[inset_0_0_0_1px_var(--pending)]',
  pending: '',
  succeeded: '',
} satisfies Record<ShownOutcome, string>;

function CauseCount({ cause, share }: CauseCountProps) {
  const format = useFormat();
  const outcome = shownOutcome(cause);
  return (
    <div>
      <p className="text-2xl leading-7 font-bold max-md:text-xl">{format.number(cause.count)}</p>
      <p className="mt-0.5 flex items-center gap-1.5 text-sm text-ink-3">
        <OutcomeGlyph outcome={outcome} className="size-3.5 max-md:hidden" />
        {outcomeWords[outcome]}
      </p>
      <div
        style={{ width: `${share * 100}%` }}
        className={cn(
          'min-w-1 rounded-[2px] forced-color-adjust-none print:[print-color-adjust:exact]',
          shareClasses[outcome],
        )}
      />
    </div>
  );
}

function CauseMeta({ batchId, cause }: { readonly batchId: string; readonly cause: Cause }) {
  const format = useFormat();
  const { statusCode, errorCode, sampleCustomIds } = cause;
  const rest = cause.count - sampleCustomIds.length;
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-2 gap-y-1.5 text-sm text-ink-3">
      {statusCode !== null && <span>HTTP {statusCode}</span>}
      {statusCode !== null && errorCode !== null && <span aria-hidden>·</span>}
      {errorCode !== null && <span className="mono wrap-anywhere">{errorCode}</span>}
      {(statusCode !== null || errorCode !== null) && sampleCustomIds.length > 0 && <span aria-hidden>·</span>}
      {sampleCustomIds.map((customId) => (
        <HoverLink key={customId} href={requestsPath(batchId, { id: customId })} className="rounded-sm">
          <Tag isMono className="wrap-anywhere hover:bg-pressed">
            {customId}
          </Tag>
        </HoverLink>
      ))}
      {rest > 0 && sampleCustomIds.length > 0 && <span>and {format.number(rest)} more</span>}
    </p>
  );
}

interface ProviderWordsProps {
  readonly message: string | null;
  readonly provider: string;
  /** What it is about, for those who hear one button after the other. */
  readonly about: string;
  /** Where we have no words of our own, the provider's are all there is. */
  readonly isShownAtOnce: boolean;
}

/** The provider's own message, one press away. It is text and stays text. */
function ProviderWords({ message, provider, about, isShownAtOnce }: ProviderWordsProps) {
  const [isShown, setIsShown] = useState(isShownAtOnce);
  if (message === null || message === '') return null;
  if (!isShown) {
    return (
      <TextButton
        className="mt-2.5 text-sm"
        aria-label={`What ${provider} says: ${about}`}
        onClick={() => setIsShown(true)}
      >
        What {provider} says
      </TextButton>
    );
  }
  return (
    <dl className="mt-3.5 border-l-2 border-line-strong py-0.5 pl-3.5">
      <dt className="text-sm text-ink-3">{atSentenceStart(provider)} says</dt>
      <dd className="mt-0.5 wrap-anywhere text-ink-2">{message}</dd>
    </dl>
  );
}

const helpWords: Record<RetryHelp, { readonly Icon: LucideIcon; readonly text: string; readonly className: string }> = {
  yes: { Icon: ThumbsUp, text: 'A retry will probably help', className: 'text-succeeded' },
  maybe: { Icon: CircleHelp, text: 'A retry may help', className: 'text-ink-3' },
  no: { Icon: Ban, text: 'A retry will not help', className: 'text-ink-3' },
};

function Help({ words }: { readonly words: FailureExplanation }) {
  const { Icon, text, className } = helpWords[words.willRetryHelp];
  return (
    <>
      <p className="mt-1 flex gap-2 font-medium">
        <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', className)} />
        {text}
      </p>
      <p className="mt-1 ml-6 text-sm text-pretty text-ink-2">
        {words.why} {words.willRetryHelp === 'no' && words.fix}{' '}
        <TextLink href={`/errors#${words.id}`} aria-label={`More about: ${words.title}`} className="underline">
          More
        </TextLink>
      </p>
    </>
  );
}
