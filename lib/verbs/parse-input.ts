import { z } from 'zod';
import { InvalidInputError } from '#lib/errors.ts';

/** Parses what a caller handed over. Throws `InvalidInputError` with a sentence for each wrong field. */
export function parseInput<S extends z.core.$ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join('.')] ??= issue.message;
  const [first] = parsed.error.issues;
  const place = first === undefined || first.path.length === 0 ? '' : ` (${first.path.join('.')})`;
  throw new InvalidInputError(`${first?.message ?? 'This input cannot be used.'}${place}`, fields);
}
