import * as z from 'zod/mini';
import { writtenFacts } from './facts.ts';

const count = z.int().check(z.nonnegative());
const provider = z.string();
const atProvider = { provider, providerId: z.string() };
const ofFile = { provider, fileId: z.string() };

function warning<Code extends string, Shape extends z.core.$ZodLooseShape>(code: Code, facts: Shape) {
  return z.strictObject({ code: z.literal(code), facts: z.strictObject(facts) });
}

/** What did not add up about a job: a code with what is known. `jobWarningText` puts it into words. */
export const jobWarningSchema = z.discriminatedUnion('code', [
  warning('as_written', writtenFacts),
  /** Result lines whose custom_id the part does not hold. */
  warning('unknown_custom_ids', { lines: count, part: count }),
  warning('repeated_custom_ids', { lines: count }),
  warning('unreadable_lines', { lines: count }),
  /** Whole answers that came with an `error` beside them. */
  warning('answers_with_error', { lines: count }),
  /** The provider's counts and its files differ. */
  warning('counts_differ', {
    part: count,
    requests: count,
    counted: z.strictObject({ total: z.number(), completed: z.number(), failed: z.number() }),
    found: z.strictObject({ succeeded: count, failed: count }),
  }),
  /** `hasRest`: what came of it before is used. */
  warning('result_file_gone', { ...ofFile, hasRest: z.boolean() }),
  warning('result_file_unreadable', ofFile),
  warning('result_file_too_large', { ...ofFile, maxBytes: count }),
  warning('result_files_incomplete', { provider }),
  /** The provider named a result file by something that is no file id. */
  warning('odd_file_id', { provider, file: z.enum(['output', 'errors']) }),
  warning('status_unknown', { ...atProvider, word: z.string() }),
  warning('job_gone', atProvider),
  warning('cancel_refused', atProvider),
  /** A second job of the same part was found at the provider, and what became of it. */
  warning('job_made_twice', { ...atProvider, end: z.enum(['cancelled', 'gone', 'ended', 'runs']) }),
  /** A job that was thought never made was found after all. */
  warning('job_found_late', atProvider),
  /** Whether a job was made of the part could not be looked up. */
  warning('job_not_looked_for', { provider }),
]);
export type JobWarning = z.infer<typeof jobWarningSchema>;
export type CopyEnd = Extract<JobWarning, { code: 'job_made_twice' }>['facts']['end'];
export type JobWarningCode = JobWarning['code'];
