import type { DirectiveStatusCode } from '../directives.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** The `error` member of an OpenAI error body. */
export interface WireError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

type Make = (model: string, random: SeededRandom) => WireError;

const makers: Readonly<Record<DirectiveStatusCode, Make>> = {
  400: (_model, random) => {
    const inMessages = 20 + random.below(900);
    const inCompletion = 1_000_000;
    return {
      message: `This model's maximum context length is 128000 tokens. However, you requested ${inMessages + inCompletion} tokens (${inMessages} in the messages, ${inCompletion} in the completion). Please reduce the length of the messages or completion.`,
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    };
  },
  401: () => ({
    message:
      'Incorrect API key provided: sandbox. You can find your API key at https://platform.openai.com/account/api-keys.',
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  }),
  429: (model, random) => {
    const requested = 300 + random.below(1500);
    const used = 200_000 - random.below(requested);
    return {
      message: `Rate limit reached for ${model} in organization org-sandbox on tokens per min (TPM): Limit 200000, Used ${used}, Requested ${requested}. Please try again in ${20 + random.below(900)}ms. Visit https://platform.openai.com/account/rate-limits to learn more.`,
      type: 'tokens',
      param: null,
      code: 'rate_limit_exceeded',
    };
  },
  500: () => ({
    message: 'An error occurred while processing your request.',
    type: 'server_error',
    param: null,
    code: 'server_error',
  }),
};

/**
 * What the provider would say of a single request that failed with this status. Texts are OpenAI's own, seen in
 * real error files; the numbers in them differ from request to request, as they do there.
 */
export function makeErrorResponse(statusCode: DirectiveStatusCode, model: string, random: SeededRandom): WireError {
  return makers[statusCode](model, random);
}
