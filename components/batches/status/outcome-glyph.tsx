import { cn } from '#components/ui/class-names.ts';
import { DashedRingShape, DiamondShape, RingShape, StruckRingShape, TickDiscShape } from '#components/ui/shapes.tsx';
import type { ShownOutcome } from '#lib/shared/contract/status.ts';

const glyphs = {
  succeeded: TickDiscShape,
  failed: DiamondShape,
  missing: DashedRingShape,
  not_answered: StruckRingShape,
  pending: RingShape,
};

const colours = {
  succeeded: 'text-succeeded',
  failed: 'text-failed',
  missing: 'text-missing',
  not_answered: 'text-pending',
  pending: 'text-pending',
};

/** An outcome in words for people: `pending` is "waiting". */
export const outcomeWords: Record<ShownOutcome, string> = {
  succeeded: 'succeeded',
  failed: 'failed',
  missing: 'missing',
  not_answered: 'not answered',
  pending: 'waiting',
};

/** The outcome's shape, always beside words that say the same. */
export function OutcomeGlyph({ outcome, className }: { readonly outcome: ShownOutcome; readonly className?: string }) {
  const Glyph = glyphs[outcome];
  return <Glyph className={cn(colours[outcome], className)} />;
}
