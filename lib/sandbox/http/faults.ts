import { z } from 'zod';
import { operationNames, type OperationName } from './operations.ts';

const operation = z.enum([...operationNames, '*']);
/** How many calls it strikes; null for all to come. */
const count = z.number().int().positive().nullable().default(1);
const counts = z.object({ total: z.number(), completed: z.number(), failed: z.number() });

const fault = z.discriminatedUnion('kind', [
  /** The connection breaks before anything is done. */
  z.object({ kind: z.literal('drop_before'), operation, count }),
  /** The work is done and committed, then the connection breaks without an answer. */
  z.object({ kind: z.literal('drop_after'), operation, count }),
  /** An error answer, nothing is done. */
  z.object({ kind: z.literal('error_before'), operation, count, statusCode: z.number().int().default(500) }),
  /** The work is done and committed, then the answer is an error. */
  z.object({ kind: z.literal('error_after'), operation, count, statusCode: z.number().int().default(500) }),
  /** 429, nothing is done; with `quota` it is the kind that waiting does not cure. */
  z.object({
    kind: z.literal('rate_limit'),
    operation,
    count,
    retryAfterSeconds: z.number().nullable().default(null),
    quota: z.boolean().default(false),
  }),
  /** A page of HTML such as a gateway sends, nothing is done. */
  z.object({ kind: z.literal('html'), operation, count, statusCode: z.number().int().default(502) }),
  /** The answer waits, and a file's content waits as long again before each piece. */
  z.object({ kind: z.literal('slow'), operation, count, delayMs: z.number().int().positive() }),
  /** A file's content stops after so many bytes and the connection breaks. */
  z.object({
    kind: z.literal('cut'),
    operation: operation.default('files.content'),
    count,
    afterBytes: z.number().int(),
  }),
  /** The list does not show jobs younger than this. */
  z.object({
    kind: z.literal('lagging_list'),
    operation: operation.default('batches.list'),
    count,
    seconds: z.number().positive(),
  }),
  /** A job's counts are replaced; null hides them. */
  z.object({ kind: z.literal('lying_counts'), operation: operation.default('*'), count, counts: counts.nullable() }),
  /** File ids that are not there come as '' instead of null. */
  z.object({ kind: z.literal('empty_file_ids'), operation: operation.default('*'), count }),
  /** A job's status is replaced by another word. */
  z.object({ kind: z.literal('unknown_status'), operation: operation.default('*'), count, status: z.string() }),
]);
export type Fault = Readonly<z.infer<typeof fault>>;
export type FaultInput = Readonly<z.input<typeof fault>>;

const faultList = z.object({ faults: z.array(fault) });

/** Transport faults for tests. Each call suffers at most one: the first in the list that is meant for it. */
export interface Faults {
  /** Replaces all faults by what `PUT /_faults` was sent. Throws `ZodError`. */
  replace(body: unknown): void;
  list(): readonly Fault[];
  /** The fault that strikes this call, which uses up one of its count; null when there is none. */
  take(operation: OperationName): Fault | null;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    replace(body) {
      faults = faultList.parse(body).faults;
    },
    list: () => faults,
    take(operation) {
      const index = faults.findIndex((candidate) => isMeantFor(candidate, operation));
      const struck = faults[index];
      if (struck === undefined) return null;
      if (struck.count === 1) faults = faults.toSpliced(index, 1);
      else if (struck.count !== null) faults = faults.with(index, { ...struck, count: struck.count - 1 });
      return struck;
    },
  };
}

/**
 * Faults that change what an answer says strike only operations whose answer holds jobs, so that none is used
 * up in vain.
 */
function isMeantFor(candidate: Fault, operation: OperationName): boolean {
  if (candidate.operation !== '*' && candidate.operation !== operation) return false;
  switch (candidate.kind) {
    case 'cut':
      return operation === 'files.content';
    case 'lagging_list':
      return operation === 'batches.list';
    case 'lying_counts':
    case 'empty_file_ids':
    case 'unknown_status':
      return operation.startsWith('batches.');
    default:
      return true;
  }
}
