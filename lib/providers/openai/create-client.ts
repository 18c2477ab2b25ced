import type { OpenAI } from 'openai';
import { cutBody } from '#lib/net/read-at-most.ts';
import { openAiAddress } from '#lib/shared/contract/connection-kinds.ts';
import { TolerantOpenAI } from './tolerant-client.ts';

export interface ClientSettings {
  /** Sent as a bearer token; for a provider that needs none, empty or absent. */
  readonly apiKey?: string;
  /** OpenAI's own when null or absent. */
  readonly baseUrl?: string | null;
  /** How often a call is repeated that is safe to repeat. */
  readonly maxRetries?: number;
  /** Sent with every call; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Added to the address of every call. */
  readonly query?: Readonly<Record<string, string>>;
  /** How calls travel; Node's own fetch when absent. */
  readonly fetch?: typeof fetch | undefined;
}

const defaultMaxRetries = 2;

/** The client reads the whole body of an error answer; no error needs as much. */
const maxErrorBytes = 1024 * 1024;

function withShortErrors(send: typeof fetch): typeof fetch {
  return async (url, init) => {
    const response = await send(url, init);
    if (response.ok || response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(cutBody(response.body, maxErrorBytes), { status, statusText, headers });
  };
}

/** A client of our own, which takes nothing from the environment. */
export function createClient(given: ClientSettings): OpenAI {
  const { apiKey = '', baseUrl, maxRetries, headers, query } = given;
  return new TolerantOpenAI({
    // The client refuses an empty one.
    apiKey: apiKey === '' ? 'none' : apiKey,
    baseURL: baseUrl ?? openAiAddress,
    maxRetries: maxRetries ?? defaultMaxRetries,
    defaultHeaders: headers,
    defaultQuery: query,
    // Left out, these would be read from the environment and sent to whatever address this is.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
    fetch: withShortErrors(given.fetch ?? fetch),
  });
}
