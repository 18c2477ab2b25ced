'use client';

import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { useRelativeTime } from '#components/ui/reader.tsx';
import type { RequestAttempt } from '#lib/shared/contract/batch-view.ts';
import { isUnsuccessful } from '#lib/shared/contract/status.ts';
import { shownOutcome } from '#lib/shared/failures/find-failure.ts';
import { explainCause } from '../cause-words.ts';
import { OutcomeGlyph, outcomeWords } from '../status/outcome-glyph.tsx';

interface AttemptChoiceProps {
  readonly attempts: readonly RequestAttempt[];
  readonly chosen: number;
  readonly onChoose: (number: number) => void;
  readonly provider: string;
}

/** Every attempt of the request, and how they differ. */
export function AttemptChoice({ attempts, chosen, onChoose, provider }: AttemptChoiceProps) {
  return (
    <div className="mx-7 mt-[18px] max-md:mx-4 max-md:mt-3.5">
      <ToggleGroup
        aria-label="Attempts"
        value={[String(chosen)]}
        onValueChange={([next]) => {
          if (next !== undefined) onChoose(Number(next));
        }}
        className="grid max-h-44 grid-cols-2 gap-2 overflow-y-auto"
      >
        {attempts.map((attempt) => (
          <Toggle
            key={attempt.number}
            value={String(attempt.number)}
            className="flex gap-2.5 rounded-md border border-line-strong px-3 py-2.5 text-left hover:bg-hover data-pressed:border-primary data-pressed:bg-primary-soft data-pressed:shadow-[inset_0_0_0_1px_var(--primary)] max-md:px-2.5"
          >
            <OutcomeGlyph outcome={shownOutcome(attempt)} className="mt-0.5" />
            <span className="min-w-0">
              Attempt {attempt.number}, {outcomeWords[shownOutcome(attempt)]}
              <span className="block truncate text-sm text-ink-2">
                <AttemptNote attempt={attempt} provider={provider} />
              </span>
            </span>
          </Toggle>
        ))}
      </ToggleGroup>
      <p className="mt-2.5 text-sm text-ink-3">Nothing was changed between them: the same request was sent again.</p>
    </div>
  );
}

function AttemptNote({ attempt, provider }: { readonly attempt: RequestAttempt; readonly provider: string }) {
  const { outcome } = attempt;
  if (isUnsuccessful(outcome)) return <>{explainCause({ ...attempt, outcome }, provider).title}</>;
  return attempt.endedAt === null ? <>Under way</> : <Ago time={attempt.endedAt} />;
}

function Ago({ time }: { readonly time: string }) {
  return <>{useRelativeTime(time)}</>;
}
