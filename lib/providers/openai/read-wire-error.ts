import { z } from 'zod';
import { isJsonObject } from '#lib/jsonl/json-object.ts';

/** What an error answer says; a member that is not there, or has another shape, is null. */
export interface WireError {
  readonly message: string | null;
  readonly code: string | null;
  readonly type: string | null;
}

const member = z.union([z.string(), z.number()]).transform(String).nullish().catch(null);
const members = z.object({ message: member, msg: member, code: member, type: member });

/** Where else the error proper stands: vLLM nests it once more, FastAPI writes `detail`, some list `errors`. */
const nestedIn = ['error', 'detail', 'errors', 'message'] as const;
const deepest = 4;

/**
 * Reads the `error` member of an error answer, or the whole answer where that has none. Providers send an
 * object, the same nested once more, a list, or nothing but a text.
 */
export function readWireError(value: unknown, depth = 0): WireError {
  if (typeof value === 'string') return { message: textOrNull(value), code: null, type: null };
  if (Array.isArray(value)) return depth < deepest ? readWireError(value[0], depth + 1) : nothing;
  if (!isJsonObject(value)) return nothing;
  const { message, msg, code = null, type = null } = members.parse(value);
  const own = { message: textOrNull(message ?? msg), code, type };
  if (own.message !== null || depth >= deepest) return own;
  for (const name of nestedIn) {
    const inner = readWireError(value[name], depth + 1);
    if (inner.message !== null) return { ...inner, code: inner.code ?? own.code, type: inner.type ?? own.type };
  }
  return own;
}

const nothing: WireError = { message: null, code: null, type: null };

function textOrNull(text: string | null | undefined): string | null {
  return text === undefined || text === null || text.trim() === '' ? null : text;
}
