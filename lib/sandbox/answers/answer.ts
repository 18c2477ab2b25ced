import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { Answer, AnswerInput } from './answer-input.ts';
import { answerChat } from './chat.ts';
import { answerCompletion } from './completion.ts';
import { answerEmbeddings } from './embeddings.ts';
import { answerModeration } from './moderation.ts';
import { answerResponse } from './response.ts';

/** The endpoints that the sandbox makes up answers for. */
export const answeredEndpoints = [
  '/v1/responses',
  '/v1/chat/completions',
  '/v1/embeddings',
  '/v1/completions',
  '/v1/moderations',
] as const satisfies readonly BatchEndpoint[];
export type AnsweredEndpoint = (typeof answeredEndpoints)[number];

export function isAnsweredEndpoint(value: string): value is AnsweredEndpoint {
  return answeredEndpoints.some((endpoint) => endpoint === value);
}

const answerers: Readonly<Record<AnsweredEndpoint, (input: AnswerInput) => Answer>> = {
  '/v1/responses': answerResponse,
  '/v1/chat/completions': answerChat,
  '/v1/embeddings': answerEmbeddings,
  '/v1/completions': answerCompletion,
  '/v1/moderations': answerModeration,
};

/** Makes up the endpoint's answer to a request. The same input gives the same answer. */
export function makeAnswer(endpoint: AnsweredEndpoint, input: AnswerInput): Answer {
  return answerers[endpoint](input);
}
