import { z } from 'zod';
import { idInput } from './id-input.ts';
import { requestFilter } from './request-filter.ts';
import { templateSchema } from './template.ts';

export { idInput };

/** Made anew by each page view, so that the same click arriving twice makes one attempt. */
const token = z.string().min(8).max(64);
/** What people call a batch. */
export const batchName = z
  .string()
  .trim()
  .min(1, 'Give the batch a name.')
  .max(200, 'Use a name of at most 200 characters.')
  .regex(/^\P{Cc}*$/u, 'Use a name without control characters.');

/** As lines write it: a provider may have endpoints that we do not know. */
const endpointUrl = z
  .string()
  .max(500, 'Use an endpoint of at most 500 characters.')
  .regex(/^\/\S*$/u, 'An endpoint begins with a slash, such as /v1/chat/completions.');

/** The bytes of a file, as they come. They are not looked at here. */
const content = z.custom<AsyncIterable<Uint8Array>>(
  (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
);

export const createBatchInput = z.object({
  /** Given by a caller that may have to repeat the call; else made by the verb. */
  id: z.optional(idInput),
  /** The file's name, as the user knows it. */
  inputName: z.string(),
  content,
  /** By default made from the file's name. */
  name: z.string().optional(),
  connectionId: z.optional(idInput),
  /** 24h by default, which all providers accept. */
  completionWindow: z.string().optional(),
  /** Where lines without a url go. */
  endpoint: endpointUrl.optional(),
  /** The model that was put into requests that named none. */
  defaultModel: z.string().optional(),
  /** Says that the file is a table, and what makes a request of each of its rows. */
  template: z.optional(templateSchema),
  /** False for an upload that its maker has not kept yet. */
  isListed: z.boolean(),
  isSample: z.boolean().default(false),
});
export type CreateBatchInput = z.output<typeof createBatchInput>;

export const replaceInputInput = z.object({ batchId: idInput, inputName: z.string(), content });

export const batchIdInput = z.object({ batchId: idInput });
export type BatchIdInput = z.input<typeof batchIdInput>;

export const renameBatchInput = z.object({ batchId: idInput, name: batchName });

/** Another connection for a batch whose own was removed. */
export const chooseConnectionInput = z.object({ batchId: idInput, connectionId: idInput });

/** Keeps an upload as a draft: from now on it is in the list. */
export const keepBatchInput = z.object({
  batchId: idInput,
  name: batchName.optional(),
  connectionId: z.optional(idInput),
  leaveOutBadLines: z.boolean().optional(),
});
export type KeepBatchInput = z.input<typeof keepBatchInput>;

/** Says where the lines of a draft go that do not say so themselves. */
export const chooseEndpointInput = z.object({ batchId: idInput, endpoint: endpointUrl });

export const startBatchInput = keepBatchInput.extend({
  token,
  /**
   * The input file that the page had shown, and how many requests it had said that it would send: with others
   * nothing is sent.
   */
  seen: z.object({ sha256: z.string(), requests: z.number().int().nonnegative() }).optional(),
});
export type StartBatchInput = z.input<typeof startBatchInput>;

/**
 * What a retry sends, of an ended batch:
 * `curable` what has no success and a retry may cure · `unsuccessful` all that has no success · `failed`,
 * `missing` and `not_answered` one kind of it, as people are told it · `incurable` what a retry will not help
 * · `all` everything again · a cause · chosen lines ·
 * `matching` whatever a filter of the list finds.
 */
export const retryScope = z.discriminatedUnion(
  'kind',
  [
    z.object({ kind: z.enum(['curable', 'unsuccessful', 'failed', 'missing', 'not_answered', 'incurable', 'all']) }),
    z.object({ kind: z.literal('cause'), causeId: idInput }),
    z.object({ kind: z.literal('lines'), lines: z.array(z.number().int().positive()).min(1).max(500) }),
    z.object({ kind: z.literal('custom_ids'), customIds: z.array(z.string()).min(1) }),
    z.object({ kind: z.literal('matching'), filter: requestFilter }),
  ],
  'Say what to retry: {"kind":"curable"}, or unsuccessful, failed, missing, not_answered, incurable, all, cause, lines, custom_ids or matching.',
);
export type RetryScope = z.infer<typeof retryScope>;

export const retryBatchInput = z.object({
  batchId: idInput,
  token,
  scope: retryScope,
  /** How many attempts the page had seen: with another number the batch has changed and nothing is sent. */
  attemptsSeen: z.number().int().positive().optional(),
  /** How many requests the page had said that it would send: with another number nothing is sent. */
  requestsSeen: z.number().int().positive().optional(),
});
export type RetryBatchInput = z.input<typeof retryBatchInput>;

export const withdrawAttemptInput = z.object({ batchId: idInput, token: z.string() });

/** A job that may or may not exist at the provider: a person has looked and decides. */
export const resolveJobInput = z.object({
  batchId: idInput,
  jobId: idInput,
  decision: z.enum(['send_again', 'give_up', 'look_again']),
});
export type ResolveJobInput = z.input<typeof resolveJobInput>;
