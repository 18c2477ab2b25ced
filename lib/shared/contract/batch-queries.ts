import { z } from 'zod';
import { idInput, retryScope } from './batch-inputs.ts';
import { downloadKinds } from './download-kinds.ts';
import { requestFilter } from './request-filter.ts';
import { batchGroups, batchStatuses } from './status.ts';

/* What pages and the API ask about batches. */

/** From the answer before; absent for the first page. */
const after = z.string().max(200).optional();

/** Line numbers take four bytes in the index. */
const maxLine = 2 ** 31 - 1;

export const listBatchesInput = z.object({
  /** Part of a batch's or its file's name, or the beginning of an id. */
  search: z.string().max(200).optional(),
  /** A status, or a group that the summary counts. */
  status: z.enum([...batchStatuses, ...batchGroups]).optional(),
  connectionId: z.optional(idInput),
  /** Only those that whoever asks has started, and drafts that they have made. */
  mine: z.boolean().optional(),
  after,
  limit: z.number().int().min(1).max(200).default(25),
});
export type BatchListQuery = z.output<typeof listBatchesInput>;

export const requestQuery = requestFilter.extend({
  after,
  limit: z.number().int().min(1).max(200).default(50),
});
export type RequestQuery = z.output<typeof requestQuery>;

export const findRequestsInput = requestQuery.extend({ batchId: idInput });

export const getRequestInput = z.object({
  batchId: idInput,
  line: z.number().int().positive().max(maxLine, 'No file has so many lines.'),
});

/** One request, whole: the line that was sent or returned, or the text in it. */
export const requestParts = ['request.txt', 'request.json', 'answer.txt', 'answer.json'] as const;
export type RequestPart = (typeof requestParts)[number];

export const openRequestPartInput = getRequestInput.extend({
  part: z.enum(requestParts),
  /** Of an answer; the one that counts by default. */
  attempt: z.number().int().positive().max(maxLine).optional(),
});

export const previewRetryInput = z.object({ batchId: idInput, scope: retryScope });

export const readProblemsInput = z.object({
  batchId: idInput,
  code: z.string().optional(),
  param: z.string().nullable().optional(),
  /** Byte offset in the list of problems, from the page before. */
  after: z
    .string()
    .regex(/^\d{1,15}$/u, 'This page of problems does not exist. Start from the first.')
    .optional(),
  limit: z.number().int().min(1).max(200),
});

export const openDownloadInput = z.object({
  batchId: idInput,
  kind: z.enum(downloadKinds),
  /** Only these lines of the input; for results and failed requests. */
  lines: z.array(z.number().int().positive()).optional(),
  /** Only what this filter finds; for the same. */
  matching: requestFilter.optional(),
});

/** Without a batch all of them are watched. */
export const watchBatchesInput = z.object({
  batchId: z.optional(idInput),
  /** `pageAccessOf` whoever the page was made for that watches. */
  access: z.optional(z.string().check(z.maxLength(300, 'At most 300 characters.'))),
});
