import { z } from 'zod';

/**
 * Takes a parsed line for what its maker answers for: the provider for an answer, the check for a request. `Shape` is their promise and is not looked
 * at here, as the `openai` package's own client does not either: a body may hold other members than the package's types name.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the promise is the point of it
export function trustProvider<Shape>(value: unknown): Shape {
  return z.custom<Shape>().parse(value);
}
