import { cn } from '#components/ui/class-names.ts';
import { TriangleShape } from '#components/ui/shapes.tsx';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import { answerEndWords } from '#lib/shared/words/answer-end-words.ts';

interface EndFlagProps {
  readonly ended: AnswerEnd | null;
  readonly className?: string;
}

/** Beside an answer that counts as one and may not be what was asked for; nothing beside a whole one. */
export function EndFlag({ ended, className }: EndFlagProps) {
  if (ended === null || ended === 'complete') return null;
  return (
    <span
      className={cn('inline-flex items-center gap-1.5 font-medium whitespace-nowrap text-attention-text', className)}
    >
      <TriangleShape className="text-attention" />
      {answerEndWords[ended]}
    </span>
  );
}
