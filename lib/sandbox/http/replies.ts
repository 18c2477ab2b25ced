/** What an operation answers. Bodies are made before the first byte goes out, except for a file's content. */
export type Reply =
  | { readonly kind: 'json'; readonly statusCode: number; readonly text: string; readonly headers?: ReplyHeaders }
  | { readonly kind: 'file'; readonly path: string; readonly filename: string };

export type ReplyHeaders = Readonly<Record<string, string>>;

/** OpenAI writes nearly everything with two spaces; file objects end with a newline, batches do not (recorded 2025). */
export function prettyReply(value: unknown, options: { readonly finalNewline?: boolean } = {}): Reply {
  const text = JSON.stringify(value, null, 2);
  return { kind: 'json', statusCode: 200, text: options.finalNewline === true ? `${text}\n` : text };
}

/** The answer to a cancel is the one thing that comes on one line (recorded 2025). */
export function compactReply(value: unknown): Reply {
  return { kind: 'json', statusCode: 200, text: JSON.stringify(value) };
}

export function errorReply(statusCode: number, wireError: unknown, headers?: ReplyHeaders): Reply {
  const text = `${JSON.stringify({ error: wireError }, null, 2)}\n`;
  return { kind: 'json', statusCode, text, ...(headers === undefined ? {} : { headers }) };
}
