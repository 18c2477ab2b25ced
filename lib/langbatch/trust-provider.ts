import { z } from 'zod';

/**
 * A schema that takes a parsed line for what its maker promises: the provider for an answer, the check for a
 * request. `Shape` is not verified, as in the `openai` package's own client: a body may hold members that its
 * types do not name.
 */
export function trustProvider<Shape>(): z.ZodType<Shape> {
  return z.custom<Shape>();
}
