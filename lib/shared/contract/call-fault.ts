import * as z from 'zod/mini';

/**
 * What a failed call to a provider means:
 *
 * - `key_refused`: 401, the key is not valid
 * - `not_allowed`: 403, the key is valid and the account may not do this
 * - `rate_limited`: 429, try again later
 * - `quota`: the account's money or quota is used up
 * - `not_found`: 404
 * - `rejected`: every other 4xx; sending the same again gives the same
 * - `unavailable`: 5xx, time-outs, broken or refused connections
 * - `unreadable`: an answer that is not the API's, such as a HTML page
 */
export const callFaultKinds = [
  'key_refused',
  'not_allowed',
  'rate_limited',
  'quota',
  'not_found',
  'rejected',
  'unavailable',
  'unreadable',
] as const;
export type CallFaultKind = (typeof callFaultKinds)[number];

/** What exactly went wrong, where the kind and the HTTP status do not tell. */
export const callFaultReasons = [
  'nothing_listens',
  'unknown_host',
  'name_not_resolved',
  'no_route',
  'bad_certificate',
  'not_https',
  'blocked_port',
  'bad_address',
  'not_public',
  'timed_out',
  'too_slow',
  'connection_broke',
  'redirected',
  'no_batch_api',
  'reply_too_large',
  'file_too_large',
  'file_not_usable',
  'file_not_ready',
  'file_not_whole',
] as const;
export type CallFaultReason = (typeof callFaultReasons)[number];

/** The facts of a failed call: stored as they are, and put into words by `describeCallFault`. */
export const callFaultSchema = z.strictObject({
  kind: z.enum(callFaultKinds),
  /** Null where the kind says it all. */
  reason: z.nullable(z.enum(callFaultReasons)),
  /** Null when no answer came. */
  statusCode: z.nullable(z.int()),
  /** The provider's own error code, such as `invalid_api_key`. */
  providerCode: z.nullable(z.string()),
  /** The provider's own message; null when it sent none. */
  providerMessage: z.nullable(z.string()),
  /** How long the provider asked us to wait. */
  retryAfterMs: z.nullable(z.number()),
  /** The system's own word for a connection that failed, such as `ECONNRESET`. */
  systemCode: z.nullable(z.string()),
  /** Host and path of the address that was called, such as `api.openai.com/v1`; null where it does not matter. */
  address: z.nullable(z.string()),
});
export type CallFault = Readonly<z.infer<typeof callFaultSchema>>;

/**
 * The fault without the path of its address: in that there may stand what is not for everybody, as with some proxies.
 */
export function hostOnly(fault: CallFault): CallFault {
  return { ...fault, address: fault.address?.split('/')[0] ?? null };
}
