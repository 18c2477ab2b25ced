import * as z from 'zod/mini';

/** Who acts. `id` names the person for good; of a worker and a script it is their kind. */
export const actorSchema = z.strictObject({
  kind: z.enum(['user', 'worker', 'script']),
  id: z.string(),
  name: z.string(),
});
export type Actor = Readonly<z.infer<typeof actorSchema>>;
