import type { JsonObject } from '#lib/jsonl/json-object.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** How many steps above its smallest value a number goes where nothing limits it. */
const steps = 100;

/** Makes up a number within the limits of its schema, a multiple of `multipleOf` where it names one. */
export function makeUpNumber(schema: JsonObject, random: SeededRandom, isWhole: boolean): number {
  const multiple = numberOf(schema['multipleOf']);
  const step = multiple !== null && multiple > 0 ? multiple : isWhole ? 1 : 0.1;
  const above = numberOf(schema['exclusiveMinimum']);
  const below = numberOf(schema['exclusiveMaximum']);
  const fewest = highest(numberOf(schema['minimum']), above);
  const most = lowest(numberOf(schema['maximum']), below);
  let first = fewest === null ? (most === null ? 0 : Math.floor(most / step) - steps) : Math.ceil(fewest / step);
  if (above !== null && first * step <= above) first += 1;
  let last = most === null ? first + steps : Math.min(first + steps, Math.floor(most / step));
  if (below !== null && last * step >= below) last -= 1;
  // Tenths between limits closer than a tenth: there is only the middle.
  if (last < first && !isWhole && multiple === null && fewest !== null && most !== null) return (fewest + most) / 2;
  const made = (first + random.below(Math.max(last - first, 0) + 1)) * step;
  // 3 * 0.1 is 0.30000000000000004.
  return Number(made.toPrecision(12));
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function highest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function lowest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
