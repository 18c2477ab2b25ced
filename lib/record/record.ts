import { z } from 'zod';
import { actorSchema } from '#lib/shared/contract/actor.ts';
import { batchEventSchema } from '#lib/shared/contract/events.ts';
import { factsSchema } from '#lib/shared/contract/facts.ts';
import { holdSchema } from '#lib/shared/contract/hold.ts';
import {
  endingsSchema,
  jobSchema,
  leaseSchema,
  startsSchema,
  storedFileSchema,
  untriedSchema,
  usageSchema,
} from './job-record.ts';
import { tableRecordSchema } from './table-record.ts';

/*
 * The batch record: one JSON document that holds all that must not be lost about a batch, except for the bytes
 * in files. Times are ISO strings in UTC. A member that nobody knows is refused, never dropped: it would be lost with
 * the next save. Every change of the shape is a new version with an upgrade (`upgrade.ts`, decision 001).
 */

/** Of the document's shape. */
export const recordVersion = 3;

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

const problemGroupSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  param: z.string().nullable(),
  count,
});

const checkSchema = z.strictObject({
  startedAt: time,
  /** How far a running check has come. */
  checkedBytes: count,
  /** Null while the check runs. */
  endedAt: time.nullable(),
  /** Set when the file as a whole cannot be a batch; `refusalText` says what it is, and what to do. */
  refusal: z.strictObject({ code: z.string(), facts: factsSchema }).nullable(),
  lines: count,
  /** Good lines: what a start sends. */
  requests: count,
  badLines: count,
  /**
   * What the url means, as OpenAI writes it where it is one of its own. Where no line has a url and none was
   * chosen, what the lines look like; null when that is not known.
   */
  endpoint: z.string().nullable(),
  /** The endpoint as the lines write it: not all providers begin it with /v1. */
  url: z.string().nullable(),
  /** Good lines that leave the url, or the method, to the choice of endpoint. */
  withoutUrl: count,
  withoutMethod: count,
  model: z.string().nullable(),
  embeddingInputs: count,
  /** Bytes of the good lines, without their line breaks. */
  requestBytes: count,
  /** Bytes of the longest good line. */
  longestLineBytes: count,
  problemGroups: z.array(problemGroupSchema),
});
export type CheckRecord = z.infer<typeof checkSchema>;

const attemptSchema = z.strictObject({
  /** 1 for the start, one more for each retry. */
  number: z.number().int().positive(),
  /** From the page: the same click twice makes one attempt. */
  token: z.string(),
  /** What beginning it has changed, for the case that it is taken back; null for older records. */
  before: z.strictObject({ isListed: z.boolean(), cancelRequestedAt: time.nullable() }).nullable(),
  startedAt: time,
  startedBy: actorSchema,
  /** What was asked for, in the words of the retry scopes; `start` for attempt 1. */
  scope: z.string(),
  requests: count,
  /** Little-endian Uint32 line numbers, ascending; null sends every good line. */
  selectionKey: z.string().nullable(),
  /** True once the parts are written and `jobs` is complete. */
  isSplit: z.boolean(),
  endedAt: time.nullable(),
  jobs: z.array(jobSchema),
});
export type AttemptRecord = z.infer<typeof attemptSchema>;

export const batchRecordSchema = z.strictObject({
  version: z.literal(recordVersion),
  id: z.string(),
  name: z.string(),
  /** False until its maker keeps or starts it: an upload that was looked at and left is not shown in lists. */
  isListed: z.boolean(),
  isSample: z.boolean(),
  createdAt: time,
  createdBy: actorSchema,
  /** Null: no connection is chosen yet, or a script sends the batch with a client of its own. */
  connectionId: z.string().nullable(),
  /** For lines that name no url: the endpoint that their maker chose. */
  chosenEndpoint: z.string().nullable(),
  /** How long the provider may take, in its own notation. */
  completionWindow: z.string(),
  /**
   * Enqueued prompt tokens that its provider accepts at once, as a refusal told; null until one in the
   * current attempt did.
   */
  tokenLimit: count.nullable(),
  input: storedFileSchema.extend({ name: z.string() }),
  check: checkSchema.nullable(),
  /** The table that the input is made from; null for a file of requests. */
  table: tableRecordSchema.nullable(),
  leaveOutBadLines: z.boolean(),
  attempts: z.array(attemptSchema),
  /**
   * Parts that were cut, or taken back with their attempt, while the provider may have made a job of them:
   * what is found of them is cancelled.
   */
  formerParts: z.array(jobSchema),
  /** Over all attempts, as of the last collected job; `total` is the good lines. */
  counts: z.strictObject({ total: count, pending: count, succeeded: count, failed: count, missing: count }),
  /** Of the failed and the missing, how many a retry may cure. */
  curable: count,
  untried: untriedSchema,
  /** Of the succeeded, how many ended otherwise than whole. */
  endings: endingsSchema,
  /** Size of the results file as it would be downloaded now. */
  resultBytes: count,
  /** Tokens of all collected result lines. */
  usage: usageSchema,
  /** From before the request index is written anew until it is whole again: nothing is chosen by it then. */
  isIndexStale: z.boolean(),
  cancelRequestedAt: time.nullable(),
  /** Set when the batch is to be removed as soon as its jobs have ended. */
  removeRequestedAt: time.nullable(),
  /** For steps on the batch as a whole: check, split, refresh, remove. */
  nextAt: time,
  failures: count,
  hold: z.nullable(holdSchema),
  lease: leaseSchema.nullable(),
  unfinishedStarts: startsSchema.nullable(),
  events: z.array(batchEventSchema),
});
export type BatchRecord = z.infer<typeof batchRecordSchema>;
