import { z } from 'zod';
import type { ConnectionFinding } from './connection-test.ts';

export const connectionKinds = ['openai', 'azure_openai', 'openai_compatible', 'sandbox'] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

/** What a page may know of a connection: never its key. */
export interface ConnectionView {
  readonly id: string;
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly baseUrl: string;
  /** The key's last four characters; null when it needs none. */
  readonly keyLast4: string | null;
  readonly limits: ConnectionLimits;
  readonly batchCount: number;
  readonly openBatchCount: number;
  /** An open batch waits because the provider refused this key. */
  readonly isKeyRefused: boolean;
  readonly lastTest: ConnectionTestView | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface ConnectionTestView {
  readonly at: string;
  readonly ok: boolean;
  readonly finding: ConnectionFinding;
}

/** Limits that a person has set; null takes the kind's own. */
export interface ConnectionLimits {
  readonly maxRequestsPerJob: number | null;
  readonly maxBytesPerJob: number | null;
  /** Prompt tokens of all jobs of one model that may be under way at once. */
  readonly maxEnqueuedTokens: number | null;
}

/** NUL is in none of ours, and no database can look for it. */
const id = z.string().regex(/^[^\0]{1,64}$/u, 'There is no such connection. Load the page again.');
const limit = z.number().int().positive().nullable().default(null);

const name = z
  .string()
  .trim()
  .min(1, 'Give the connection a name.')
  .max(80, 'Use a name of at most 80 characters.')
  .regex(/^\P{Cc}*$/u, 'Use a name without control characters.');
/** Where OpenAI itself answers. */
export const openAiAddress = 'https://api.openai.com/v1';

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'Enter an address that starts with https:// (or http://).' })
  .max(2_000, 'This is too long for an address.')
  .regex(/^\P{Cc}*$/u, 'Enter the address without control characters.')
  // Addresses are shown and logged.
  .refine((address) => !hasCredentials(address), 'Enter the address without a user name and password in it.');
const apiKey = z
  .string()
  .trim()
  .min(1, 'Enter the key.')
  .max(500, 'This is too long for a key.')
  .regex(/^[\x21-\x7e]+$/, 'A key has no spaces and no special letters. Copy it again.');
const apiVersion = z
  .string()
  .trim()
  .regex(
    /^(\d{4}-\d{2}-\d{2}(-preview)?|v1|preview|latest)$/,
    'Enter an API version such as 2024-10-21, or leave it empty.',
  );
const limits = z
  .object({ maxRequestsPerJob: limit, maxBytesPerJob: limit, maxEnqueuedTokens: limit })
  .default({ maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null });

function hasCredentials(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.username + url.password !== '';
}

export const createConnectionInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('openai'), name, apiKey, baseUrl: baseUrl.optional(), limits }),
  /** The address is any of the resource's; a version given beside it counts, and none is the `v1` API. */
  z.object({ kind: z.literal('azure_openai'), name, apiKey, baseUrl, apiVersion: apiVersion.nullish(), limits }),
  z.object({ kind: z.literal('openai_compatible'), name, apiKey, baseUrl, limits }),
  z.object({ kind: z.literal('sandbox'), name, limits }),
]);
export type CreateConnectionInput = z.input<typeof createConnectionInput>;

/** A field left out stays as it is. */
export const updateConnectionInput = z.object({
  id,
  name: name.optional(),
  baseUrl: baseUrl.optional(),
  /** Only of Azure's API; null is the `v1` API. */
  apiVersion: apiVersion.nullish(),
  apiKey: apiKey.optional(),
  limits: limits.optional(),
});
export type UpdateConnectionInput = z.input<typeof updateConnectionInput>;

export const connectionIdInput = z.object({ id });
