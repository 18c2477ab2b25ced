/**
 * How a succeeded answer ended. `cut_off`: it reached the longest answer allowed. `refused`: the model or a
 * content filter declined. `empty`: it holds no text, tool call, embedding or other result.
 */
export const answerEnds = ['complete', 'cut_off', 'refused', 'empty'] as const;
export type AnswerEnd = (typeof answerEnds)[number];

/** The ends that requests can be looked for by. */
export const notableEnds = ['cut_off', 'refused', 'empty'] as const satisfies readonly AnswerEnd[];
export type NotableEnd = (typeof notableEnds)[number];

/** Of the answers that count: how many ended in a way that a person should look at. */
export interface EndingCounts {
  readonly cutOff: number;
  readonly refused: number;
  readonly empty: number;
}
