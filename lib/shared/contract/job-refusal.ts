import * as z from 'zod/mini';
import { callFaultSchema } from './call-fault.ts';

const provider = z.string();
const tokens = z.int().check(z.nonnegative());

function refusal<Code extends string, Shape extends z.core.$ZodLooseShape>(code: Code, facts: Shape) {
  return z.strictObject({ code: z.literal(code), facts: z.strictObject(facts) });
}

/**
 * Why a part can never become a job at its provider: a code with what is known. `jobRefusalText` puts it into
 * words.
 */
export const jobRefusalSchema = z.discriminatedUnion('code', [
  /** The provider refused to have its file uploaded, or the job made, for good. */
  refusal('call_refused', { provider, fault: callFaultSchema }),
  /** Its one request has more prompt tokens than the provider accepts at once. */
  refusal('over_token_limit', { provider, tokens, limit: tokens }),
  /** For two days there was no room for its one request, though nothing else of the batch was under way. */
  refusal('never_room', { provider, tokens }),
]);
export type JobRefusal = z.infer<typeof jobRefusalSchema>;
