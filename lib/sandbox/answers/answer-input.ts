import type { JsonObject } from '#lib/jsonl/json-object.ts';
import type { AnswerForm } from '../directives.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** A request that is to be answered, and what its answer is made from. */
export interface AnswerInput {
  readonly body: JsonObject;
  /** The request's texts, see `collectRequestTexts`. */
  readonly texts: readonly string[];
  readonly model: string;
  readonly createdAtSeconds: number;
  readonly random: SeededRandom;
  /** How the answer is to turn out. */
  readonly form: AnswerForm;
}

export interface Answer {
  /** The response body of the endpoint. */
  readonly body: unknown;
  readonly inputTokens: number;
  readonly outputTokens: number;
}
