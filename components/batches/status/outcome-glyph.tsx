import { cn } from '#components/ui/class-names.ts';
import { DashedRingShape, DiamondShape, RingShape, TickDiscShape } from '#components/ui/shapes.tsx';
import type { Outcome } from '#lib/shared/contract/status.ts';

const glyphs = { succeeded: TickDiscShape, failed: DiamondShape, missing: DashedRingShape, pending: RingShape };

const colours = {
  succeeded: 'text-succeeded',
  failed: 'text-failed',
  missing: 'text-missing',
  pending: 'text-pending',
};

/** An outcome in words for people: `pending` is "waiting". */
export const outcomeWords: Record<Outcome, string> = {
  succeeded: 'succeeded',
  failed: 'failed',
  missing: 'missing',
  pending: 'waiting',
};

/** The outcome's shape, always beside words that say the same. */
export function OutcomeGlyph({ outcome, className }: { readonly outcome: Outcome; readonly className?: string }) {
  const Glyph = glyphs[outcome];
  return <Glyph className={cn(colours[outcome], className)} />;
}
