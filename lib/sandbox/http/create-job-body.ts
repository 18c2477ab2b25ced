import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import { answeredEndpoints, isAnsweredEndpoint, type AnsweredEndpoint } from '../answers/answer.ts';
import { ApiFailure, assertInRange, invalidType, invalidValue, missingParameter } from './api-failure.ts';

const secondsOfThirtyDays = 2_592_000;
const maxPairs = 16;
const maxKeyLength = 64;
const maxValueLength = 512;

export interface CreateJobBody {
  readonly inputFileId: string;
  readonly endpoint: AnsweredEndpoint;
  readonly completionWindow: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** How long the result files stay, counted from when they are made. */
  readonly outputExpirySeconds: number;
}

/** Reads the body of `POST /v1/batches`. Throws `ApiFailure` with OpenAI's texts, as far as they are known. */
export function parseCreateJobBody(value: unknown): CreateJobBody {
  if (!isJsonObject(value)) throw new ApiFailure(400, 'The body must be a JSON object.');
  const inputFileId = requireText(value, 'input_file_id');
  const endpoint = requireText(value, 'endpoint');
  if (!isAnsweredEndpoint(endpoint)) throw invalidValue('endpoint', endpoint, answeredEndpoints);
  const completionWindow = requireText(value, 'completion_window');
  if (completionWindow !== '24h') throw invalidValue('completion_window', completionWindow, ['24h']);
  return {
    inputFileId,
    endpoint,
    completionWindow,
    metadata: parseMetadata(value['metadata']),
    outputExpirySeconds: parseOutputExpiry(value['output_expires_after']),
  };
}

function requireText(body: JsonObject, name: string): string {
  const value = body[name];
  if (value === undefined || value === null) throw missingParameter(name);
  if (typeof value !== 'string') throw invalidType(name, 'a string', value);
  return value;
}

function parseMetadata(value: unknown): Readonly<Record<string, string>> | null {
  if (value === undefined || value === null) return null;
  if (!isJsonObject(value)) throw invalidType('metadata', 'an object', value);
  const pairs = Object.entries(value);
  if (pairs.length > maxPairs) {
    throw new ApiFailure(
      400,
      `Invalid 'metadata': too many properties. Expected an object with at most ${maxPairs} properties, but got an object with ${pairs.length} properties instead.`,
      { code: 'object_above_max_properties', param: 'metadata' },
    );
  }
  return Object.fromEntries(pairs.map(([key, member]) => [key, parseMetadataValue(key, member)]));
}

function parseMetadataValue(key: string, value: unknown): string {
  if (key.length > maxKeyLength) {
    throw new ApiFailure(
      400,
      `Invalid 'metadata': property name too long. Expected a name with at most ${maxKeyLength} characters, but got one with ${key.length} characters instead.`,
      { code: 'property_name_above_max_length', param: 'metadata' },
    );
  }
  if (typeof value !== 'string') throw invalidType(`metadata.${key}`, 'a string', value);
  if (value.length > maxValueLength) {
    throw new ApiFailure(
      400,
      `Invalid 'metadata.${key}': string too long. Expected a string with maximum length ${maxValueLength}, but got a string with length ${value.length} instead.`,
      { code: 'string_above_max_length', param: `metadata.${key}` },
    );
  }
  return value;
}

function parseOutputExpiry(value: unknown): number {
  if (value === undefined || value === null) return secondsOfThirtyDays;
  if (!isJsonObject(value)) throw invalidType('output_expires_after', 'an object', value);
  const anchor = requireMember(value['anchor'], 'output_expires_after.anchor');
  if (anchor !== 'created_at') throw invalidValue('output_expires_after.anchor', String(anchor), ['created_at']);
  const seconds = requireMember(value['seconds'], 'output_expires_after.seconds');
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) {
    throw invalidType('output_expires_after.seconds', 'an integer', seconds);
  }
  assertInRange('output_expires_after.seconds', seconds, 3600, secondsOfThirtyDays);
  return seconds;
}

function requireMember(value: unknown, name: string): unknown {
  if (value === undefined || value === null) throw missingParameter(name);
  return value;
}
