import type { CauseCount, RetryPreview } from '#lib/shared/contract/batch-view.ts';
import { isCurable } from '#lib/shared/failures/find-failure.ts';
import { explainCause } from '../cause-words.ts';

/** Writes a number as its reader does. */
type FormatNumber = (value: number) => string;

/** What a retry does to the answers that are there, in one to three sentences. */
export function whatRetryDoes(preview: RetryPreview, format: FormatNumber): string {
  const { requests, answered, attemptsSeen } = preview;
  if (requests === 0) return 'No request matches this choice any more.';
  const attempt = attemptsSeen + 1;
  const sentences = [requests === 1 ? `It is sent as attempt ${attempt}.` : `They are sent as attempt ${attempt}.`];
  if (answered > 0) sentences.push(whatIsPaidAgain(requests, answered, format));
  const kept = preview.succeeded - answered;
  if (kept > 0 && answered === 0) sentences.push(keptAnswers(kept, format));
  else if (kept > 0) sentences.push('All other answers stay as they are.');
  return sentences.join(' ');
}

function whatIsPaidAgain(requests: number, answered: number, format: FormatNumber): string {
  const paidAgain = answered === 1 ? 'it is answered and paid for again' : 'these are answered and paid for again';
  const newer = 'and the newer answer counts';
  if (requests === 1) return `It has an answer already: ${paidAgain}, ${newer}.`;
  if (answered === requests) return `All of them have an answer already: ${paidAgain}, ${newer}.`;
  const have =
    answered === 1 ? '1 of them has an answer already' : `${format(answered)} of them have an answer already`;
  return `${have}: ${paidAgain}, ${newer}.`;
}

function keptAnswers(kept: number, format: FormatNumber): string {
  return kept === 1
    ? 'The 1 answer you have stays as it is and is not paid for again.'
    : `The ${format(kept)} answers you have stay as they are and are not paid for again.`;
}

/**
 * What of the retry is in vain, and why: "A retry will not help 1 of these: the text is too long …". Null for
 * nothing.
 */
export function whatIsInVain({ sent, requests }: RetryPreview, provider: string, format: FormatNumber): string | null {
  const hopeless = sent.filter((cause) => !isCurable(cause));
  const count = sumOf(hopeless);
  if (count === 0) return null;
  const reasons = hopeless.map((cause) => startSmall(explainCause(cause, provider).title)).join('; ');
  if (count === requests) return `A retry will not help ${count === 1 ? 'this request' : 'these'}: ${reasons}.`;
  return `A retry will not help ${format(count)} of these: ${reasons}.`;
}

/** Within a sentence, our own words begin small; a provider's name stays as it is. */
function startSmall(title: string): string {
  return title.replace(/^(The|This|A|An|Two|Too|Something) /, (word) => word.toLowerCase());
}

export function sumOf(causes: readonly CauseCount[]): number {
  return causes.reduce((sum, cause) => sum + cause.count, 0);
}
