import { isJsonObject } from '#lib/jsonl/json-object.ts';
import { memberOf } from '#lib/shared/reading/json-value.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { fitSchema } from './fit-schema.ts';

/** Gives a made-up text the form that its request asks for. */
export type Dress = (text: string) => string;

/**
 * The form that `format` asks for: `response_format` of a chat completion, `text.format` of a response. Asked for a
 * schema, the answer fits it and says nothing else; asked for any JSON, it holds the text.
 */
export function dressFor(format: unknown, random: SeededRandom): Dress {
  const type = memberOf(format, 'type');
  if (type !== 'json_object' && type !== 'json_schema') return (text) => text;
  const schema = memberOf(memberOf(format, 'json_schema'), 'schema') ?? memberOf(format, 'schema');
  if (type === 'json_schema' && isJsonObject(schema)) return () => JSON.stringify(fitSchema(schema, random));
  return (text) => JSON.stringify({ made_up: true, text });
}
