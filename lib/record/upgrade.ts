import { recordVersion } from './record.ts';
import { upgradeToVersion2 } from './upgrade-2.ts';

type JsonObject = Readonly<Record<string, unknown>>;

interface Upgrade {
  /** The version that `up` makes. */
  readonly to: number;
  /** The same batch in the next shape. What it gets is as old as `to - 1` and otherwise unchecked. */
  readonly up: (document: JsonObject) => JsonObject;
}

/** One step a version, without a gap: a record of any age is brought up to date when it is read. */
const upgrades: readonly Upgrade[] = [
  { to: 2, up: upgradeToVersion2 },
  // Tables came with version 3.
  { to: 3, up: (document) => ({ ...document, table: null }) },
];

/**
 * Returns the document in today's shape, still to be parsed. A newer record, and a document that is no record,
 * come back unchanged.
 */
export function upgradeRecord(document: unknown): unknown {
  if (!isObject(document)) return document;
  let upgraded = document;
  for (const { to, up } of upgrades) {
    if (upgraded['version'] === to - 1) upgraded = { ...up(upgraded), version: to };
  }
  return upgraded;
}

/** True for a record that only a later version of LangBatch can read. */
export function isNewerRecord(document: unknown): boolean {
  return isObject(document) && typeof document['version'] === 'number' && document['version'] > recordVersion;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
