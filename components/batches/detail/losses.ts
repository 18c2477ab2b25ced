import type { Format } from '#components/ui/reader.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';

export function isStillRunning({ attempts, endedAt }: Pick<BatchView, 'attempts' | 'endedAt'>): boolean {
  return attempts.length > 0 && endedAt === null;
}

type Lost = Pick<BatchView, 'attempts' | 'endedAt' | 'input' | 'shownCounts'>;

/** What is gone with a batch, by name; of a running one also what only its provider counts so far. */
export function lossesOf(
  batch: Lost,
  format: Pick<Format, 'number' | 'bytes'>,
): readonly (readonly [name: string, lost: string])[] {
  const { succeeded, failed } = batch.shownCounts;
  const soFar = isStillRunning(batch) ? ' so far' : '';
  return [
    ['Input file', `${batch.input.name}, ${format.bytes(batch.input.bytes)}`],
    ...(batch.attempts.length > 0 ? ([[`Answers${soFar}`, format.number(succeeded)]] as const) : []),
    ...(failed > 0 ? ([[`Errors${soFar}`, format.number(failed)]] as const) : []),
  ];
}
