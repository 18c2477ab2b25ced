import type { JsonObject } from '#lib/jsonl/json-object.ts';
import { isJsonObject } from '#lib/jsonl/json-object.ts';
import type { ForeignLineCode } from '#lib/shared/contract/problem-codes.ts';

/**
 * Tells by its keys what a line without a `body` was written for; null where they say nothing. Shapes from
 * the vendors' batch guides: Anthropic `{custom_id, params}`, Gemini `{key, request}`, Vertex `{request:
 * {contents}}`, Bedrock `{recordId, modelInput}`, OpenAI's fine-tuning `{messages}`.
 */
export function identifyLine(line: JsonObject): ForeignLineCode | null {
  if (isResult(line)) return 'result_line';
  if (isJsonObject(line['params'])) return 'anthropic_request';
  if (isJsonObject(line['modelInput'])) return 'bedrock_request';
  const { request } = line;
  if (Array.isArray(line['contents']) || (isJsonObject(request) && Array.isArray(request['contents'])))
    return 'gemini_request';
  if (isTrainingExample(line)) return 'fine_tuning_example';
  return 'custom_id' in line || !hasBodyMember(line) ? null : 'bare_body';
}

/** OpenAI's have `response` and `error`, Anthropic's `result`, Vertex's `response`, Bedrock's `modelOutput`. */
function isResult(line: JsonObject): boolean {
  const hasId = 'custom_id' in line || 'id' in line || 'recordId' in line || 'key' in line || 'request' in line;
  return hasId && ['response', 'error', 'result', 'modelOutput'].some((name) => isJsonObject(line[name]));
}

/** It holds the answer that is to be learnt, and no model is asked. */
function isTrainingExample(line: JsonObject): boolean {
  if ('model' in line || 'custom_id' in line) return false;
  if (typeof line['prompt'] === 'string' && 'completion' in line) return true;
  const { messages } = line;
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : null;
  return isJsonObject(last) && last['role'] === 'assistant';
}

function hasBodyMember(line: JsonObject): boolean {
  return ['messages', 'input', 'prompt'].some((name) => line[name] != null);
}
