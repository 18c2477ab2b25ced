import * as z from 'zod/mini';
import { connectionKinds } from './connection-kinds.ts';
import { connectionFindingSchema } from './connection-test.ts';
import type { Immutable } from './immutable.ts';

const countOrNull = z.nullable(z.number());

/** Limits that a person has set; null takes the kind's own. */
const connectionLimitsSchema = z.object({
  maxRequestsPerJob: countOrNull,
  maxBytesPerJob: countOrNull,
  /** Prompt tokens of all jobs of one model that may be under way at once. */
  maxEnqueuedTokens: countOrNull,
});
export type ConnectionLimits = Immutable<z.infer<typeof connectionLimitsSchema>>;

const connectionTestSchema = z.object({ at: z.string(), ok: z.boolean(), finding: connectionFindingSchema });
export type ConnectionTestView = Immutable<z.infer<typeof connectionTestSchema>>;

/** What a page may know of a connection: never its key. */
export const connectionViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(connectionKinds),
  baseUrl: z.string(),
  /** The key's last four characters; null when it needs none. */
  keyLast4: z.nullable(z.string()),
  limits: connectionLimitsSchema,
  batchCount: z.number(),
  openBatchCount: z.number(),
  /** An open batch waits because the provider refused this key. */
  isKeyRefused: z.boolean(),
  lastTest: z.nullable(connectionTestSchema),
  createdAt: z.string(),
  lastUsedAt: z.nullable(z.string()),
});
export type ConnectionView = Immutable<z.infer<typeof connectionViewSchema>>;
