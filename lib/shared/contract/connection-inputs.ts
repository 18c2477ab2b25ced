import * as z from 'zod/mini';
import { idOr } from './id-input.ts';

const id = idOr('There is no such connection. Load the page again.');
const limit = z._default(z.nullable(z.int().check(z.positive())), null);

const name = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, 'Give the connection a name.'),
    z.maxLength(80, 'Use a name of at most 80 characters.'),
    z.regex(/^\P{Cc}*$/u, 'Use a name without control characters.'),
  );
const baseUrl = z
  .url({ protocol: /^https?$/, error: 'Enter an address that starts with https:// (or http://).' })
  .check(
    z.maxLength(2_000, 'This is too long for an address.'),
    z.regex(/^\P{Cc}*$/u, 'Enter the address without control characters.'),
    // Addresses are shown and logged.
    z.refine((address) => !hasCredentials(address), 'Enter the address without a user name and password in it.'),
  );
const apiKey = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, 'Enter the key.'),
    z.maxLength(500, 'This is too long for a key.'),
    z.regex(/^[\x21-\x7e]+$/, 'A key has no spaces and no special letters. Copy it again.'),
  );
const apiVersion = z
  .string()
  .check(
    z.trim(),
    z.regex(
      /^(\d{4}-\d{2}-\d{2}(-preview)?|v1|preview|latest)$/,
      'Enter an API version such as 2024-10-21, or leave it empty.',
    ),
  );
const limits = z._default(z.object({ maxRequestsPerJob: limit, maxBytesPerJob: limit, maxEnqueuedTokens: limit }), {
  maxRequestsPerJob: null,
  maxBytesPerJob: null,
  maxEnqueuedTokens: null,
});

function hasCredentials(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.username + url.password !== '';
}

export const createConnectionInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('openai'), name, apiKey, baseUrl: z.optional(baseUrl), limits }),
  /** The address is any of the resource's; a version given beside it counts, and none is the `v1` API. */
  z.object({ kind: z.literal('azure_openai'), name, apiKey, baseUrl, apiVersion: z.nullish(apiVersion), limits }),
  z.object({ kind: z.literal('openai_compatible'), name, apiKey, baseUrl, limits }),
  z.object({ kind: z.literal('sandbox'), name, limits }),
]);
export type CreateConnectionInput = z.input<typeof createConnectionInput>;

/** A field left out stays as it is. */
export const updateConnectionInput = z.object({
  id,
  name: z.optional(name),
  baseUrl: z.optional(baseUrl),
  /** Only of Azure's API; null is the `v1` API. */
  apiVersion: z.nullish(apiVersion),
  apiKey: z.optional(apiKey),
  limits: z.optional(limits),
});
export type UpdateConnectionInput = z.input<typeof updateConnectionInput>;

export const connectionIdInput = z.object({ id });
