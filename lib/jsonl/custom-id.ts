import { hash } from 'node:crypto';

/**
 * Writes a custom_id so that any store can keep it and none can confuse two of them: NUL and lone surrogates
 * become JSON escapes, and so do quotes and backslashes.
 */
export function escapeCustomId(customId: string): string {
  return JSON.stringify(customId).slice(1, -1);
}

/** The custom_id that `escapeCustomId` wrote. */
export function unescapeCustomId(escaped: string): string {
  return escaped.includes('\\') ? String(JSON.parse(`"${escaped}"`)) : escaped;
}

/** SHA-256 of the escaped custom_id, 32 bytes: what requests are looked up by. */
export function hashCustomId(customId: string): Buffer {
  return hash('sha256', escapeCustomId(customId), 'buffer');
}
