import * as z from 'zod/mini';

/** What is known of something that happened, by name: numbers, names and flags that pages put into words. */
export const factsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type Facts = z.infer<typeof factsSchema>;

/** Prose of a record from before codes: it is shown as it was written. */
export const writtenFacts = { text: z.string() };

/** What a provider answered to a call that failed, and whose call it was. */
export const providerSaidFacts = {
  provider: z.string(),
  statusCode: z.nullable(z.int()),
  /** The provider's own code and message; null where it sent none. */
  providerCode: z.nullable(z.string()),
  providerMessage: z.nullable(z.string()),
};
