import { z } from 'zod';

/**
 * Gives a parsed line the type that its maker promises: the provider for an answer, the check for a request. `Shape`
 * is not verified, as in the `openai` package's own client: a body may hold members that its types do not name.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the promise is the point of it
export function trustProvider<Shape>(value: unknown): Shape {
  return z.custom<Shape>().parse(value);
}
