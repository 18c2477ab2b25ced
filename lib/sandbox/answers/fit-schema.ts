import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { makeUpNumber } from './fit-number.ts';
import { makeUpString } from './fit-string.ts';

/** Deeper, a schema that contains itself gets the shallowest value that it allows. */
const easyDepth = 6;

/** A schema that contains itself without an end in sight gets null here, which may not fit. */
const maxDepth = 24;

/** About how long one answer gets: a schema of a few bytes may ask for a list of a billion. */
const maxCharacters = 200_000;
const charactersOfValue = 10;

interface Making {
  readonly root: JsonObject;
  readonly random: SeededRandom;
  /** Characters that may still be made. */
  left: number;
}

/**
 * Makes up a value that fits a JSON schema as providers accept them for structured outputs: types, enums, numbers within
 * their limits, lists, objects, `$ref` and `anyOf`. Patterns and other keywords are not looked at.
 */
export function fitSchema(schema: JsonObject, random: SeededRandom): unknown {
  return fit(schema, { root: schema, random, left: maxCharacters }, 0);
}

function fit(given: unknown, making: Making, depth: number): unknown {
  making.left -= charactersOfValue;
  const schema = resolve(given, making.root);
  if (depth > maxDepth || making.left < 0) return null;
  if ('const' in schema) return schema['const'];
  const { enum: choices, anyOf = schema['oneOf'] } = schema;
  if (isFilledList(choices)) return pick(choices, making.random);
  if (isFilledList(anyOf)) return fit(chooseSchema(anyOf, making, depth), making, depth + 1);
  return makers[typeOf(schema, making, depth)](schema, making, depth);
}

type Type = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

const makers: Readonly<Record<Type, (schema: JsonObject, making: Making, depth: number) => unknown>> = {
  null: () => null,
  boolean: (_, { random }) => random.below(2) === 1,
  integer: (schema, { random }) => makeUpNumber(schema, random, true),
  number: (schema, { random }) => makeUpNumber(schema, random, false),
  string: makeText,
  array: makeList,
  object: makeObject,
};

/** The simplest first. */
const types: readonly Type[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

function typeOf(schema: JsonObject, { random }: Making, depth: number): Type {
  const { type } = schema;
  const named = types.filter((each) => each === type || (Array.isArray(type) && type.includes(each)));
  if (named.length > 0) return (depth >= easyDepth ? named[0] : pick(named, random)) ?? 'null';
  if ('properties' in schema) return 'object';
  return 'items' in schema || 'prefixItems' in schema ? 'array' : 'string';
}

function chooseSchema(schemas: readonly unknown[], { root, random }: Making, depth: number): unknown {
  if (depth < easyDepth) return pick(schemas, random);
  const heaviness = (each: unknown): number => {
    const schema = resolve(each, root);
    return types.findIndex((type) => type === schema['type']);
  };
  return schemas.toSorted((a, b) => heaviness(a) - heaviness(b))[0];
}

function makeText(schema: JsonObject, making: Making): string {
  const text = makeUpString(schema, making.random);
  making.left -= text.length;
  return text;
}

function makeList(schema: JsonObject, making: Making, depth: number): unknown[] {
  const { prefixItems, items } = schema;
  const prefix: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  const fewest = wholeNumber(schema['minItems']) ?? 0;
  const most = wholeNumber(schema['maxItems']) ?? Math.max(fewest, prefix.length, 3);
  const wanted = depth >= easyDepth ? fewest : Math.max(fewest, prefix.length, 1 + making.random.below(3));
  const list: unknown[] = [];
  for (let index = 0; index < Math.min(wanted, most) && making.left > 0; index += 1)
    list.push(fit(prefix[index] ?? items, making, depth + 1));
  return list;
}

function makeObject(schema: JsonObject, making: Making, depth: number): Readonly<Record<string, unknown>> {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required'])
    ? schema['required'].filter((name) => typeof name === 'string')
    : [];
  const optional = depth >= easyDepth ? [] : Object.keys(properties);
  const names = new Set([...optional, ...required]);
  const rest = schema['additionalProperties'];
  return Object.fromEntries(
    [...names].map((name) => [name, fit(Object.hasOwn(properties, name) ? properties[name] : rest, making, depth + 1)]),
  );
}

/** Follows references within the schema; what leads nowhere, or in a circle, allows everything. */
function resolve(given: unknown, root: JsonObject): JsonObject {
  let schema = given;
  for (let steps = 0; isJsonObject(schema) && typeof schema['$ref'] === 'string' && steps < maxDepth; steps += 1)
    schema = follow(schema['$ref'], root);
  return isJsonObject(schema) && !('$ref' in schema) ? schema : {};
}

function follow(reference: string, root: JsonObject): unknown {
  let found: unknown = reference.startsWith('#') ? root : null;
  for (const step of reference.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : null;
  }
  return found;
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

function isFilledList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function pick<T>(choices: readonly T[], random: SeededRandom): T | undefined {
  return choices[random.below(choices.length)];
}
