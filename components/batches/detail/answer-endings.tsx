'use client';

import type { ReactNode } from 'react';
import { Notice } from '#components/ui/notice.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { NotableEnd } from '#lib/shared/contract/answer-end.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { requestsPath } from '../requests/requests-path.ts';

const words: readonly (readonly [NotableEnd, keyof BatchView['endings'], string])[] = [
  ['cut_off', 'cutOff', 'cut short'],
  ['refused', 'refused', 'refused by the model or its filter'],
  ['empty', 'empty', 'empty'],
];

/** Answers that count as succeeded but are not what was asked for; each number leads to its requests. */
export function AnswerEndings({ batch }: { readonly batch: BatchView }) {
  const format = useFormat();
  const found = words.filter(([, key]) => batch.endings[key] > 0);
  if (found.length === 0) return null;
  const { succeeded, total } = batch.counts;
  const share =
    succeeded === total ? `All ${format.number(total)}` : `${format.number(succeeded)} of ${format.number(total)}`;
  return (
    <Notice tone="attention" className="mt-6">
      <b>{share} answered, but not all answers are whole:</b>{' '}
      {found.map(([end, key, word], index): ReactNode => (
        <span key={end}>
          {index > 0 && ', '}
          <TextLink href={requestsPath(batch.id, { ended: end })}>
            {format.number(batch.endings[key])} {word}
          </TextLink>
        </span>
      ))}
      .
    </Notice>
  );
}
