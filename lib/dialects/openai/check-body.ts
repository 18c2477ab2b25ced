import { type JsonObject, isJsonObject } from '#lib/jsonl/json-object.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import { type RequiredParameter, endpointRules } from './endpoint-rules.ts';
import { type Finding, checkText, emptyList, wrongType } from './finding.ts';

/** The members that the endpoint asks for and the body does not have; none for an endpoint that we do not know. */
export function missingInBody(body: JsonObject, endpoint: BatchEndpoint | null): readonly string[] {
  if (endpoint === null) return [];
  return endpointRules[endpoint].required
    .filter(({ name, unless }) => body[name] == null && !unless.some((other) => body[other] != null))
    .map(({ name }) => name);
}

/** The first thing wrong with a body's required members. What else is in it the provider judges. */
export function checkBody(body: JsonObject, endpoint: BatchEndpoint | null): Finding | null {
  for (const parameter of endpoint === null ? [] : endpointRules[endpoint].required) {
    const error = checkRequired(body, parameter);
    if (error !== null) return error;
  }
  return body['stream'] === true ? streaming(endpoint) : null;
}

function checkRequired(body: JsonObject, { name, kind }: RequiredParameter): Finding | null {
  const value = body[name];
  const path = ['body', name];
  if (value == null) return null;
  if (typeof value === 'string' && kind !== 'list-of-objects') {
    return kind === 'text' ? checkText(name, path, value) : null;
  }
  if (kind === 'text') return wrongType(name, 'a string', value, path);
  if (kind === 'anything') return null;
  if (!Array.isArray(value)) {
    return wrongType(name, kind === 'text-or-list' ? 'a string or an array' : 'an array of objects', value, path);
  }
  if (value.length === 0) return emptyList(name, path);
  if (kind === 'text-or-list') return null;
  const at = value.findIndex((item) => !isJsonObject(item));
  return at === -1 ? null : wrongType(`${name}[${at}]`, 'an object', value[at], [...path, at]);
}

/** OpenAI's words are known for chat completions alone. */
function streaming(endpoint: BatchEndpoint | null): Finding {
  const prefix = endpoint === '/v1/chat/completions' ? 'Chat Completions: ' : '';
  return {
    code: 'streaming_unsupported',
    param: 'body.stream',
    message: `${prefix}Streaming is not supported in the Batch API.`,
    path: ['body', 'stream'],
  };
}
