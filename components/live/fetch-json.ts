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
 * Reads JSON from our own API. Throws `ApiError` with a sentence for people; an abort by `signal` passes through.
 */
export async function fetchJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await get(path, signal);
  const text = await response.text();
  if (!response.ok) throw errorFrom(response, text);
  // oxlint-disable-next-line typescript/no-unsafe-return -- our own routes answer with what lib/shared declares for them
  return JSON.parse(text);
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
    return await fetch(path, { signal, headers: { accept } });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(0, 'unreachable', 'The dashboard’s server does not answer. Is it running?', { cause: error });
  }
}

function errorFrom(response: Response, text: string): ApiError {
  const error = readError(text);
  const message = error?.message ?? `The dashboard’s server answered with HTTP ${response.status}.`;
  return new ApiError(response.status, error?.code ?? 'unexpected', message);
}

function readError(text: string): { code: string; message: string } | null {
  try {
    const body: unknown = JSON.parse(text);
    if (!isRecord(body) || !isRecord(body['error'])) return null;
    const { code, message } = body['error'];
    return typeof code === 'string' && typeof message === 'string' ? { code, message } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
