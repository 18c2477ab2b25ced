'use client';

import { useCan } from '#components/rights/page-frame.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { isConvertible } from '#lib/shared/contract/problem-codes.ts';
import { CheckResult } from '../check/check-result.tsx';
import { Section } from './section.tsx';

/** A draft shows what the check found; setting it up goes on where it began. */
export function DraftCheck({ batch }: { readonly batch: BatchView }) {
  const canRun = useCan('run');
  const setUp = `/batches/new?batch=${encodeURIComponent(batch.id)}`;
  const badLines = batch.check?.badLines ?? 0;
  return (
    <Section title="Check">
      <CheckResult
        batch={batch}
        remedy={
          canRun && isConvertible(batch.check?.refusal?.code ?? '') ? (
            <TextLink href={setUp}>Convert</TextLink>
          ) : undefined
        }
      >
        {badLines > 0 && (
          <p className="border-t border-line px-4 py-3 text-ink-2">
            These lines are left out at the start.{' '}
            {canRun && (
              <>
                <TextLink href={setUp}>Upload a corrected file</TextLink> to send them too.
              </>
            )}
          </p>
        )}
      </CheckResult>
    </Section>
  );
}
