import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());
const file = { key: z.string() };
/** The operating system's own word, such as `ENOSPC`. */
const systemCode = z.string();

function fault<Code extends string, Shape extends z.core.$ZodLooseShape>(code: Code, facts: Shape) {
  return z.strictObject({ code: z.literal(code), facts: z.strictObject(facts) });
}

/** What failed on our side and is kept in a record: a code with what is known. `localFaultText` puts it into words. */
export const localFaultSchema = z.discriminatedUnion('code', [
  fault('file_refused', { ...file, work: z.enum(['stored', 'read', 'removed']), systemCode }),
  fault('file_missing', file),
  /** A stored file holds something else than what was written. */
  fault('file_damaged', file),
  /** The file of a part cannot be opened to be sent. */
  fault('part_not_readable', file),
  /** A part cannot be copied from where files are kept to a folder to be sent from. */
  fault('part_not_copied', { ...file, systemCode }),
  /** The texts of a workbook do not fit into memory, and cannot be kept in the temporary folder. */
  fault('texts_not_kept', { systemCode }),
  /** The stored files give another number of requests than a start or a retry was to send. */
  fault('requests_differ', { expected: count, found: count }),
  /** Result files are not those of which the index holds rows. */
  fault('results_differ', {}),
  fault('database_full', {}),
  /** The key of a connection was encrypted with another LANGBATCH_SECRET. */
  fault('secret_changed', {}),
  fault('connection_removed', {}),
  fault('connection_not_chosen', {}),
  fault('sandbox_off', {}),
]);
export type LocalFault = z.infer<typeof localFaultSchema>;
export type LocalFaultCode = LocalFault['code'];
