import type { NotableEnd } from '#lib/shared/contract/answer-end.ts';

/** What an answer that is not whole is called. */
export const answerEndWords: Readonly<Record<NotableEnd, string>> = {
  cut_off: 'Cut short',
  refused: 'Refused',
  empty: 'Empty',
};
