import { z } from 'zod';

/**
 * What is read of the wire, and no more. Every field may be missing or null: providers that speak OpenAI's
 * API leave things out, write '' for no file, times as ISO text and statuses in capitals. What is only shown
 * counts as missing when it has another shape; of what answers hang on, such as the ids of files, nothing is
 * guessed, and what is odd is told.
 */

const text = z.string().nullish();
const textOrNumber = z.union([z.string(), z.number()]).nullish();

const time = textOrNumber.catch(null);

const count = z.number().nullish().catch(null);

/** SiliconFlow lists texts. */
const wireJobError = z.union([
  z.looseObject({
    code: textOrNumber.catch(null),
    message: text.catch(null),
    param: text.catch(null),
    line: count,
  }),
  z.string().transform((message) => ({ code: null, message, param: null, line: null })),
]);

export const wireJob = z.looseObject({
  id: z.string().min(1),
  status: z.string().min(1),
  /** Anything: what is no text is no file, and `convertJob` says so. */
  input_file_id: z.unknown().optional(),
  output_file_id: z.unknown().optional(),
  error_file_id: z.unknown().optional(),
  request_counts: z
    .looseObject({ total: z.number().nullish(), completed: z.number().nullish(), failed: z.number().nullish() })
    .nullish()
    .catch(null),
  /** Zhipu and Novita have the counts beside the other members. */
  total: count,
  completed: count,
  failed: count,
  /** Novita has one text. */
  errors: z
    .union([z.looseObject({ data: z.array(wireJobError).nullish() }), z.array(wireJobError), z.string()])
    .nullish()
    .catch(null),
  /** Together says here why a job failed. */
  error: text.catch(null),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
  created_at: time,
  expires_at: time,
  /** Together's `expires_at`. */
  job_deadline: time,
  completed_at: time,
  failed_at: time,
  expired_at: time,
  cancelled_at: time,
});
export type WireJob = z.infer<typeof wireJob>;

/** Together wraps a new job in `{ job, warning }`. */
export const wireJobReply = z.union([wireJob, z.looseObject({ job: wireJob }).transform(({ job }) => job)]);

/** OpenAI lists under `data`, Azure's documentation under `value`, Together sends the bare list. */
export const wireList = z.union([
  z.looseObject({ data: z.array(z.unknown()), has_more: z.boolean().nullish().catch(null) }),
  z
    .looseObject({ value: z.array(z.unknown()), has_more: z.boolean().nullish().catch(null) })
    .transform(({ value, has_more }) => ({ data: value, has_more })),
  z.array(z.unknown()).transform((data) => ({ data, has_more: false })),
]);

/** What a list is read on from, however odd the rest of the job is. */
export const wireListed = z.looseObject({ id: z.string().min(1) });

const wireFile = z.looseObject({ id: z.string().min(1), status: text.catch(null), status_details: text.catch(null) });
export type WireFile = z.infer<typeof wireFile>;

/** SiliconFlow wraps an uploaded file in `{ code, message, status, data }`. */
export const wireFileReply = z.union([wireFile, z.looseObject({ data: wireFile }).transform(({ data }) => data)]);
