import { z } from 'zod';
import { problemCodes } from './problem-codes.ts';

/** A problem as it is stored. Apart from the words for it, which pages load, so that those do without zod. */
export const problemSchema = z.object({
  /** 1-based physical line, null for the file as a whole. */
  line: z.number().int().positive().nullable(),
  /** To show, not to look up: cut, and made safe to store. Null when the line has none that can be read. */
  customId: z.string().nullable(),
  code: z.enum(problemCodes),
  severity: z.enum(['error', 'warning']),
  /** The part of the line that is wrong, such as `body.messages[0].role`. */
  param: z.string().nullable(),
  /** The provider's own words where they are known. */
  message: z.string(),
  /** A short piece of the line; `start` and `end` mark the place in it in UTF-16 units and are equal at the end of a line that stops too early. */
  excerpt: z.object({ text: z.string(), start: z.number().int(), end: z.number().int() }).nullable(),
});
export type Problem = z.infer<typeof problemSchema>;
