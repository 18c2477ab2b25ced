import type { JsonObject } from '#lib/jsonl/json-object.ts';
import { estimateTokens } from '../request-text.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Answer, AnswerInput } from './answer-input.ts';

/** Far fewer than a real model's 1,536, so that sample results stay small; `dimensions` in a request is honoured. */
const defaultDimensions = 64;
const maxDimensions = 4096;

/** One vector of length 1 for each input text or token list. */
export function answerEmbeddings(input: AnswerInput): Answer {
  const inputs = inputsOf(input.body['input']);
  const dimensions = dimensionsOf(input.body);
  const isBase64 = input.body['encoding_format'] === 'base64';
  const data = inputs.map((_, index) => {
    const vector = makeUpVector(dimensions, input.random);
    return { object: 'embedding', index, embedding: isBase64 ? toBase64(vector) : vector };
  });
  const inputTokens = inputs.reduce((sum, one) => sum + one.tokens, 0);
  const body = {
    object: 'list',
    data,
    model: input.model,
    usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
  };
  return { body, inputTokens, outputTokens: 0 };
}

function inputsOf(value: unknown): readonly { readonly tokens: number }[] {
  if (typeof value === 'string') return [{ tokens: estimateTokens(value) }];
  if (!Array.isArray(value)) return [{ tokens: 0 }];
  if (value.every((item) => typeof item === 'number')) return [{ tokens: value.length }];
  return value.flatMap(inputsOf);
}

function dimensionsOf(body: JsonObject): number {
  const wanted = body['dimensions'];
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 1) return defaultDimensions;
  return Math.min(wanted, maxDimensions);
}

function makeUpVector(dimensions: number, random: SeededRandom): number[] {
  const raw = Array.from({ length: dimensions }, () => random.below(2_000_001) / 1_000_000 - 1);
  const norm = Math.hypot(...raw) || 1;
  return raw.map((value) => Math.round((value / norm) * 1e8) / 1e8);
}

function toBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
