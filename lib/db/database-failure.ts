import { z } from 'zod';
import { StorageError } from '#lib/errors.ts';
import { localFaultText } from '#lib/shared/words/local-fault-texts.ts';

// https://www.postgresql.org/docs/18/errcodes-appendix.html
const diskFull = '53100';

/** Where PostgreSQL's code stands: in the driver's own error, or somewhere in Prisma's. */
const failureSchema = z.object({
  code: z.string().optional(),
  meta: z
    .object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string().optional() }) }) })
    .partial()
    .optional(),
  cause: z.object({ originalCode: z.string() }).partial().optional(),
});

const databaseFull = { code: 'database_full', facts: {} } as const;

export const diskFullSentence = localFaultText(databaseFull);

/** A full disk comes out as a `StorageError` that says so; every other error as it is. */
export function convertDatabaseFailure(error: unknown): unknown {
  return isDiskFull(error) ? new StorageError(databaseFull, { cause: error }) : error;
}

/** Runs `step`; what a full disk breaks in it is said in words that may be shown. */
export async function onDatabase<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw convertDatabaseFailure(error);
  }
}

export function isDiskFull(error: unknown): boolean {
  if (error instanceof StorageError) return error.localFault?.code === databaseFull.code;
  const failure = failureSchema.safeParse(error).data;
  const codes = [failure?.code, failure?.meta?.driverAdapterError?.cause.originalCode, failure?.cause?.originalCode];
  return codes.includes(diskFull);
}
