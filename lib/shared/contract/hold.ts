import * as z from 'zod/mini';
import { callFaultSchema } from './call-fault.ts';
import { providerSaidFacts, writtenFacts } from './facts.ts';
import { localFaultSchema } from './local-fault.ts';
import { holdKinds } from './status.ts';

const count = z.int().check(z.nonnegative());

function hold<Code extends string, Shape extends z.core.$ZodLooseShape>(code: Code, facts: Shape) {
  return z.strictObject({
    kind: z.enum(holdKinds),
    code: z.literal(code),
    /** Since when it is so. */
    since: z.iso.datetime(),
    facts: z.strictObject(facts),
  });
}

/** Why a batch or a job makes no progress at the moment: a code with what is known. `holdText` puts it into words. */
export const holdSchema = z.discriminatedUnion('code', [
  hold('as_written', writtenFacts),
  hold('key_refused', providerSaidFacts),
  /** The key is right, but the account may not do this: its plan, region, project or a model's permission. */
  hold('access_denied', providerSaidFacts),
  hold('out_of_credit', providerSaidFacts),
  hold('rate_limited', providerSaidFacts),
  hold('provider_refused', providerSaidFacts),
  hold('provider_trouble', providerSaidFacts),
  hold('provider_unreachable', providerSaidFacts),
  hold('provider_unreadable', providerSaidFacts),
  hold('cancel_refused', providerSaidFacts),
  /**
   * It is not known whether the job was made, and the provider lists none. `listFault`: why its list could
   * not be read.
   */
  hold('job_in_doubt', { provider: z.string(), part: count, listFault: z.nullable(callFaultSchema) }),
  /** The provider says that it does not know a job that it has made. */
  hold('job_unknown', { provider: z.string(), part: count, providerId: z.string() }),
  /** The provider says that it does not know a job whose answers are still to be fetched. */
  hold('results_unknown', { provider: z.string(), part: count, providerId: z.string() }),
  /** The provider has said nothing of a job that it has made for a day, or answered with errors alone. */
  hold('job_unreachable', { provider: z.string(), part: count, providerId: z.string() }),
  /** No room for its prompt tokens at the provider. `nextAt` is null while other parts go first. */
  hold('no_room', {
    provider: z.string(),
    limit: z.nullable(count),
    nextAt: z.nullable(z.iso.datetime()),
    isOnlyPart: z.boolean(),
  }),
  /** All of the worker's places for this connection are taken, or its step has to wait until it runs alone. */
  hold('no_free_slot', { provider: z.string() }),
  /** A step failed on our side. `fault` is null where only the log says why. */
  hold('step_failed', { fault: z.nullable(localFaultSchema) }),
  /** The process ended again and again in the middle of the same step. */
  hold('step_crashes', { step: z.string(), starts: count }),
]);
export type Hold = z.infer<typeof holdSchema>;
export type HoldCode = Hold['code'];

/** A hold without the time of its beginning. */
export type HoldReason = Hold extends infer Each ? (Each extends Hold ? Omit<Each, 'since'> : never) : never;
