/* Reads JSON that others wrote and that may have any shape: what is not there, or is of another kind, is null. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member `name` of an object; undefined when `value` is no object or has no such member of its own. */
export function memberOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function objectOf(value: unknown, name: string): JsonObject | null {
  const member = memberOf(value, name);
  return isJsonObject(member) ? member : null;
}

/** Empty when it is no array. */
export function listOf(value: unknown, name: string): readonly unknown[] {
  const member = memberOf(value, name);
  return Array.isArray(member) ? member : [];
}

export function textOf(value: unknown, name: string): string | null {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : null;
}

/** Null for a text that is no JSON object. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Compact JSON of a parsed value. JSON.stringify has no stack for brackets nested tens of thousands deep,
 * which JSON.parse takes.
 */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '[JSON that is nested too deep to be shown]';
  }
}

export function numberOf(value: unknown, name: string): number | null {
  const member = memberOf(value, name);
  return typeof member === 'number' && Number.isFinite(member) ? member : null;
}
