import { z } from 'zod';
import { AppError, StorageError } from '#lib/errors.ts';
import { localFaultText } from '#lib/shared/words/local-fault-texts.ts';

// https://www.postgresql.org/docs/18/errcodes-appendix.html
const diskFull = '53100';

/**
 * The server's own codes for a connection that is lost or refused, the system's, Prisma's, and the adapter's words
 * for them.
 */
const unreachable =
  /^(08...|57P0[123]|53300|E(CONN(REFUSED|RESET|ABORTED)|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH)|P10(01|02|08|17)|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/;

/** The driver gives these no code. */
const unreachableMessage =
  /^(Connection terminated|timeout exceeded when trying to connect$|Client has encountered a connection error)/;

const adapterCause = z.object({ originalCode: z.string(), kind: z.string() }).partial();

/** Where PostgreSQL's code stands: in the driver's own error, or somewhere in Prisma's. */
const failureSchema = z.object({
  code: z.string().optional(),
  meta: z
    .object({ driverAdapterError: z.object({ cause: adapterCause }) })
    .partial()
    .optional(),
  cause: adapterCause.optional().catch(undefined),
});

const databaseFull = { code: 'database_full', facts: {} } as const;

export const diskFullSentence = localFaultText(databaseFull);

export const unreachableSentence =
  'The database does not answer at the moment, so this could not be done. Try again when it is back.';

/**
 * A full disk and a database that cannot be reached come out as a `StorageError` that says so; every other error as it
 * is.
 */
export function convertDatabaseFailure(error: unknown): unknown {
  if (AppError.is(error)) return error;
  if (isDiskFull(error)) return new StorageError(databaseFull, { cause: error });
  return isUnreachable(error) ? new StorageError(unreachableSentence, { cause: error }) : error;
}

/** Runs `step`; what a full disk or a lost database breaks in it is said in words that may be shown. */
export async function onDatabase<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw convertDatabaseFailure(error);
  }
}

export function isDiskFull(error: unknown): boolean {
  if (error instanceof StorageError) return error.localFault?.code === databaseFull.code;
  return codesOf(error).includes(diskFull);
}

function isUnreachable(error: unknown): boolean {
  // Where the server's name has several addresses, the failures of all are listed.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isUnreachable);
  if (codesOf(error).some((code) => unreachable.test(code))) return true;
  return error instanceof Error && unreachableMessage.test(error.message);
}

function codesOf(error: unknown): readonly string[] {
  const failure = failureSchema.safeParse(error).data;
  const inAdapter = failure?.meta?.driverAdapterError?.cause;
  const codes = [
    failure?.code,
    inAdapter?.originalCode,
    inAdapter?.kind,
    failure?.cause?.originalCode,
    failure?.cause?.kind,
  ];
  return codes.filter((code) => code !== undefined);
}
