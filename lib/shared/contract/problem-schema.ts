import * as z from 'zod/mini';
import { problemCodes } from './problem-codes.ts';

/** A problem as it is stored. */
export const problemSchema = z.object({
  /** 1-based physical line, null for the file as a whole. */
  line: z.nullable(z.int().check(z.positive())),
  /** To show, not to look up: cut, and made safe to store. Null when the line has none that can be read. */
  customId: z.nullable(z.string()),
  code: z.enum(problemCodes),
  severity: z.enum(['error', 'warning']),
  /** The part of the line that is wrong, such as `body.messages[0].role`. */
  param: z.nullable(z.string()),
  /** The provider's own words where they are known. */
  message: z.string(),
  /**
   * A short piece of the line; `start` and `end` mark the place in it in UTF-16 units and are equal at the
   * end of a line that stops too early.
   */
  excerpt: z.nullable(z.object({ text: z.string(), start: z.int(), end: z.int() })),
});
export type Problem = z.infer<typeof problemSchema>;
