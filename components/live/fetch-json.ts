import * as z from 'zod/mini';
import { goToSignIn } from './go-to-sign-in.ts';
import { inPageWorkspace } from './page-workspace.ts';

/** An answer of our own API that is no success: `code` and `message` as it gave them. */
export class ApiError extends Error {
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }

  /** True where asking again may help: no answer, too many at once, or a fault of the server. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/**
 * Reads JSON from our own API. Throws `ApiError` with a sentence for people, also for an answer of another
 * version than the page's; an abort by `signal` passes through.
 */
export async function fetchJson<Schema extends z.ZodMiniType>(
  path: string,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  const response = await get(path, signal);
  const text = await response.text();
  if (!response.ok) throw errorFrom(response, text);
  const answer = schema.safeParse(parseJson(text));
  if (answer.success) return answer.data;
  const message = 'LangBatch has been updated since this page was loaded. Load the page again.';
  throw new ApiError(response.status, 'unreadable', message, { cause: answer.error });
}

/** Reads a text from our own API, whole. Throws like `fetchJson`. */
export async function fetchText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await get(path, signal, 'text/plain, application/json');
  const text = await response.text();
  if (!response.ok) throw errorFrom(response, text);
  return text;
}

async function get(path: string, signal: AbortSignal | undefined, accept = 'application/json'): Promise<Response> {
  try {
    return await fetch(inPageWorkspace(path), { signal, headers: { accept } });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(0, 'unreachable', 'The dashboard’s server does not answer. Is it running?', { cause: error });
  }
}

function errorFrom(response: Response, text: string): ApiError {
  if (response.status === 401) goToSignIn();
  const error = readError(text);
  const message = error?.message ?? `The dashboard’s server answered with HTTP ${response.status}.`;
  return new ApiError(response.status, error?.code ?? 'unexpected', message);
}

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

function readError(text: string): { readonly code: string; readonly message: string } | null {
  return errorSchema.safeParse(parseJson(text)).data?.error ?? null;
}

/** Null too for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
