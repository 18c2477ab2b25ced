import { estimatePromptTokens } from '../request-text.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Answer, AnswerInput } from './answer-input.ts';

const categories = [
  'harassment',
  'harassment/threatening',
  'sexual',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm/intent',
  'self-harm/instructions',
  'self-harm',
  'sexual/minors',
  'violence',
  'violence/graphic',
];

/** A moderation that flags nothing, one result for each input text. */
export function answerModeration(input: AnswerInput): Answer {
  const count = Array.isArray(input.body['input']) ? Math.max(input.texts.length, 1) : 1;
  const body = {
    id: `modr-${input.random.base62(29)}`,
    model: input.model,
    results: Array.from({ length: count }, () => makeUpResult(input.random)),
  };
  return { body, inputTokens: estimatePromptTokens(input.texts), outputTokens: 0 };
}

function makeUpResult(random: SeededRandom): unknown {
  return {
    flagged: false,
    categories: Object.fromEntries(categories.map((category) => [category, false])),
    category_scores: Object.fromEntries(categories.map((category) => [category, random.below(9000) / 1_000_000])),
    category_applied_input_types: Object.fromEntries(categories.map((category) => [category, ['text']])),
  };
}
