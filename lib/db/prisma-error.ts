import { z } from 'zod';
import { Prisma } from './generated/client.ts';

/** What Prisma says of a raw statement that the server refused. */
const rawFailure = z.object({
  driverAdapterError: z.object({ cause: z.object({ originalCode: z.literal('23505') }) }),
});

/** Whether a statement was refused because it would have made two rows with the same key. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2002' || (error.code === 'P2010' && rawFailure.safeParse(error.meta).success);
}
