import * as z from 'zod/mini';

/** Who acts. `id` names the person for good; of a worker and a script it is their kind. */
export const actorSchema = z.strictObject({
  kind: z.enum(['user', 'worker', 'script']),
  id: z.string(),
  name: z.string(),
});
export type Actor = Readonly<z.infer<typeof actorSchema>>;

/** Who made or started something, as pages show it: of a person the name that they have now. */
export const namedActorSchema = z.object({ id: z.string(), name: z.string() });

/** Of whoever uses LangBatch alone, and of its first owner once there are accounts: what was made stays theirs. */
export const firstOwnerId = 'you';
