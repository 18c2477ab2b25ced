import type { JsonObject } from '#lib/jsonl/json-object.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { makeUpSentence } from './made-up-text.ts';

/** However long a schema wants its texts. */
const longest = 20_000;

/** Makes up a text as short and as long as its schema says, in one of the formats that structured outputs know. */
export function makeUpString(schema: JsonObject, random: SeededRandom): string {
  const make = typeof schema['format'] === 'string' ? formats.get(schema['format']) : undefined;
  if (make !== undefined) return make(random);
  const fewest = Math.min(limitOf(schema['minLength']) ?? 0, longest);
  const most = limitOf(schema['maxLength']) ?? longest;
  let text = makeUpSentence(random);
  while (text.length < fewest) text += ` ${makeUpSentence(random)}`;
  // The sentences have no character of two units.
  return text.slice(0, Math.max(most, fewest));
}

const formats: ReadonlyMap<string, (random: SeededRandom) => string> = new Map([
  ['date-time', (random) => `${date(random)}T${time(random)}Z`],
  ['date', date],
  ['time', (random) => `${time(random)}Z`],
  ['duration', (random) => `P${1 + random.below(30)}D`],
  ['email', (random) => `${random.hex(8)}@example.com`],
  ['hostname', (random) => `${random.hex(8)}.example.com`],
  ['ipv4', (random) => `192.0.2.${random.below(256)}`],
  ['ipv6', (random) => `2001:db8::${random.hex(4)}`],
  ['uuid', (random) => random.uuid()],
  ['uri', (random) => `https://example.com/${random.hex(8)}`],
]);

function date(random: SeededRandom): string {
  return `2026-${twoDigits(1 + random.below(12))}-${twoDigits(1 + random.below(28))}`;
}

function time(random: SeededRandom): string {
  return `${twoDigits(random.below(24))}:${twoDigits(random.below(60))}:${twoDigits(random.below(60))}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function limitOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : null;
}
