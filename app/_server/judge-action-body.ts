/** As much as Next reads of one. */
const maxBytes = 1024 * 1024;
const maxDepth = 100;

export interface Refusal {
  readonly status: 400 | 413;
  readonly message: string;
}

const unreadable: Refusal = {
  status: 400,
  message: 'This call cannot be read. Load the page again and use the page itself.',
};

/**
 * Judges what is sent to a server action before React reads it, which answers whatever it cannot read with a 500. Null
 * for a call as pages make it: a list of at most two, the input and the page's workspace, in one part.
 */
export function judgeActionBody(body: Uint8Array): Refusal | null {
  if (body.length > maxBytes)
    return { status: 413, message: 'This is larger than 1 MB. Choose by a filter, not by a list.' };
  const call = parse(body);
  return Array.isArray(call) && call.length <= 2 && isReadable(call, call, 0) ? null : unreadable;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** What React writes for a value that JSON has not, within one part. */
const written = /^\$(?:\$|(?:undefined|NaN|-?Infinity|-0)$|D\d{4}-|n-?\d{1,299}$)/u;

function isReadable(value: unknown, call: unknown, depth: number): boolean {
  if (depth > maxDepth) return false;
  if (typeof value === 'string') return !value.startsWith('$') || written.test(value) || leadsToPartOf(call, value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((member) => isReadable(member, call, depth + 1));
}

/** An object that stands in the call twice is written once, and then as the way to it: `$0:1:name`. */
function leadsToPartOf(call: unknown, reference: string): boolean {
  const [root, ...keys] = reference.split(':');
  if (root !== '$0' || keys.length > maxDepth) return false;
  let found: unknown = call;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return false;
    found = Reflect.get(found, key);
  }
  return keys.length > 0 && typeof found === 'object';
}
