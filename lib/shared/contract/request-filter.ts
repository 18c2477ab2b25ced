import { z } from 'zod';
import { notableEnds } from './answer-end.ts';
import { idInput } from './id-input.ts';
import { shownOutcomes } from './status.ts';

/** Longer than any custom_id that people search for; an id may be a whole document. */
const customId = z.string().max(10_000);

/** Which requests of a batch are meant; what is left out asks for nothing. */
export const requestFilter = z.object({
  outcome: z.enum(shownOutcomes).optional(),
  causeId: z.optional(idInput),
  /** Succeeded, but not with a complete answer. */
  ended: z.enum(notableEnds).optional(),
  /** Exact ids match first; else a prefix or any part from 3 characters on. */
  customId: customId.optional(),
  /** A pasted list: exact matches only. */
  customIds: z.array(customId).max(1_000).readonly().optional(),
});
export type RequestFilter = z.infer<typeof requestFilter>;
