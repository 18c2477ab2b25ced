import * as z from 'zod/mini';
import { callFaultSchema } from './call-fault.ts';
import { writtenFacts } from './facts.ts';
import { localFaultSchema } from './local-fault.ts';

const count = z.int().check(z.nonnegative());

/** What a test of a connection found: a code with what is known. `connectionTestText` puts it into words. */
export const connectionFindingSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('as_written'), facts: z.object(writtenFacts) }),
  z.object({
    code: z.literal('answered'),
    facts: z.object({
      tookMs: count,
      /** Null where the provider does not list its models. */
      modelCount: z.nullable(count),
    }),
  }),
  z.object({ code: z.literal('call_failed'), facts: callFaultSchema }),
  /**
   * No call was made, for a reason on our side, such as a sandbox that is switched off; null where only the
   * log says why.
   */
  z.object({ code: z.literal('not_made'), facts: z.object({ fault: z.nullable(localFaultSchema) }) }),
]);
export type ConnectionFinding = z.infer<typeof connectionFindingSchema>;
