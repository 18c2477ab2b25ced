import type { JsonObject } from '#lib/jsonl/json-object.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { Finding } from './finding.ts';

/** OpenAI's limit of texts in one embeddings request (its API reference). */
const maxInputs = 2_048;

/** Settings that /v1/responses has under another name (OpenAI's guide "Migrate to the Responses API"). */
const movedInResponses: Readonly<Record<string, string>> = {
  response_format: 'text.format',
  messages: 'input',
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  reasoning_effort: 'reasoning.effort',
  verbosity: 'text.verbosity',
};

/** Numbers that are often written as texts. */
const numbers = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'temperature',
  'top_p',
  'n',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'dimensions',
];

/** What OpenAI is known to refuse in every request that has it, so that whole jobs fail. */
export function findRefusedSettings(body: JsonObject, endpoint: BatchEndpoint, model: string | null): Finding[] {
  const findings = [...findTextNumbers(body)];
  if (endpoint === '/v1/responses') findings.push(...findMoved(body));
  if (endpoint === '/v1/chat/completions' && model !== null) findings.push(...findUnfitForReasoning(body, model));
  if (endpoint === '/v1/embeddings') findings.push(...findOddInputs(body));
  return findings;
}

function* findTextNumbers(body: JsonObject): Generator<Finding> {
  for (const name of numbers) {
    const value = body[name];
    if (typeof value !== 'string') continue;
    yield {
      code: 'number_as_text',
      param: `body.${name}`,
      message: `Invalid type for '${name}': expected a number, but got a string instead.`,
      path: ['body', name],
    };
  }
}

function* findMoved(body: JsonObject): Generator<Finding> {
  for (const [name, place] of Object.entries(movedInResponses)) {
    if (body[name] == null) continue;
    yield unsupported(name, `In the Responses API, this parameter has moved to '${place}'.`);
  }
}

/** Reasoning models count hidden tokens too, and most of them sample at one temperature only. */
function* findUnfitForReasoning(body: JsonObject, model: string): Generator<Finding> {
  if (/^(o\d|gpt-5(?!.*chat))/u.test(model) && body['max_tokens'] != null) {
    yield unsupported('max_tokens', "It is not supported with this model. Use 'max_completion_tokens' instead.");
  }
  const { temperature } = body;
  if (/^(o\d|gpt-5(-mini|-nano)?(-\d{4}|$))/u.test(model) && temperature != null && temperature !== 1) {
    yield unsupported('temperature', 'Only the default (1) value is supported with this model.');
  }
}

function unsupported(name: string, advice: string): Finding {
  return {
    code: 'unsupported_parameter',
    param: `body.${name}`,
    message: `Unsupported parameter: '${name}'. ${advice}`,
    path: ['body', name],
  };
}

function* findOddInputs(body: JsonObject): Generator<Finding> {
  const { input } = body;
  if (input === '') yield emptyInput('input', ['body', 'input']);
  if (!Array.isArray(input)) return;
  if (input.length > maxInputs && typeof input[0] !== 'number') {
    yield {
      code: 'array_above_max_length',
      param: 'body.input',
      message: `Invalid 'input': array too long. Expected an array with maximum length ${maxInputs}, but got an array with length ${input.length} instead.`,
      path: ['body', 'input'],
    };
  }
  const at = input.findIndex((item) => item === '' || (Array.isArray(item) && item.length === 0));
  if (at !== -1) yield emptyInput(`input[${at}]`, ['body', 'input', at]);
}

function emptyInput(name: string, path: readonly (string | number)[]): Finding {
  const message = `Invalid '${name}': it is empty.`;
  return { code: 'empty_input', param: `body.${name}`, message, path };
}
