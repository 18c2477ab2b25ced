import { z } from 'zod';
import { batchEndpoints } from '#lib/shared/contract/endpoints.ts';
import { holdKinds, jobStatuses } from '#lib/shared/contract/status.ts';

/*
 * The batch record: one JSON document that holds all that must not be lost about a batch, except for the bytes
 * in files. Times are ISO strings in UTC. Only `state.ts` and the verbs change it.
 */

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

const actorSchema = z.object({ kind: z.enum(['user', 'worker', 'script']), name: z.string() });

const holdSchema = z.object({ kind: z.enum(holdKinds), since: time, sentence: z.string() });

/** Who works on a batch or a job just now. After `until` anybody may take over. */
const leaseSchema = z.object({ owner: z.string(), until: time });
export type Lease = z.infer<typeof leaseSchema>;

const storedFileSchema = z.object({ key: z.string(), bytes: count, sha256: z.string() });

const problemGroupSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  param: z.string().nullable(),
  count,
});

const checkSchema = z.object({
  startedAt: time,
  /** How far a running check has come. */
  checkedBytes: count,
  /** Null while the check runs. */
  endedAt: time.nullable(),
  /** Set when the file as a whole cannot be a batch: what it is, and what to do. */
  refusal: z.object({ code: z.string(), sentence: z.string() }).nullable(),
  lines: count,
  /** Good lines: what a start sends. */
  requests: count,
  badLines: count,
  endpoint: z.enum(batchEndpoints).nullable(),
  /** The endpoint as the lines write it: not all providers begin it with /v1. */
  url: z.string().nullable().default(null),
  model: z.string().nullable(),
  embeddingInputs: count,
  /** Bytes of the good lines, without their line breaks. */
  requestBytes: count,
  /** Bytes of the longest good line. */
  longestLineBytes: count,
  problemGroups: z.array(problemGroupSchema),
});
export type CheckRecord = z.infer<typeof checkSchema>;

/**
 * How far our side has come with a job:
 * `prepared` the part is written → `uploaded` the provider has it → `sending` the create call may be under way →
 * `sent` the provider's id is known → `ended` nothing more will come → `collected` its result lines are in.
 */
export const jobStages = ['prepared', 'uploaded', 'sending', 'sent', 'ended', 'collected'] as const;
export type JobStage = (typeof jobStages)[number];

const resultFileSchema = storedFileSchema.extend({
  providerFileId: z.string(),
  /** Lines that are not blank; null for older records. */
  lines: count.nullable().default(null),
  /** True when the transfer ended in the middle of a line. */
  isCut: z.boolean().default(false),
});
export type ResultFileRecord = z.infer<typeof resultFileSchema>;

const jobSchema = z.object({
  id: z.string(),
  /** 1-based place in its attempt. */
  part: z.number().int().positive(),
  stage: z.enum(jobStages),
  /** `queued` before the provider knows of it; null for a word of the provider that we do not know. */
  status: z.enum(['queued', ...jobStatuses]).nullable(),
  /** The provider's own word, verbatim. */
  providerStatus: z.string().nullable(),
  requests: count,
  /** The first and the last line of the input file in the part; null for older records. */
  lines: z.object({ first: count, last: count }).nullable().default(null),
  /** The part's bytes, as they are uploaded. */
  payload: storedFileSchema,
  /** JSONL of `[line, custom_id]`, in the part's order. */
  manifestKey: z.string(),
  /** Travels in the job's metadata and names the uploaded file, so that a lost job can be found again. */
  token: z.string(),
  fileId: z.string().nullable(),
  /** When the create call was first allowed to leave; set with the stage `sending`. */
  sendingAt: time.nullable(),
  /** When a person had it sent again although an earlier create call may have been carried out. */
  sentAgainAt: time.nullable().default(null),
  providerId: z.string().nullable(),
  providerCounts: z.object({ total: count, completed: count, failed: count }).nullable(),
  providerErrors: z.array(
    z.object({
      code: z.string().nullable(),
      message: z.string(),
      param: z.string().nullable(),
      line: z.number().nullable(),
    }),
  ),
  outputFileId: z.string().nullable(),
  errorFileId: z.string().nullable(),
  output: resultFileSchema.nullable(),
  errors: resultFileSchema.nullable(),
  /** What became of the part's requests in this job; set when collected. `pending` is always 0. */
  counts: z.object({ succeeded: count, failed: count, missing: count }).nullable(),
  /** Prompt tokens of the part; null where nobody has counted them. */
  tokens: count.nullable().default(null),
  /** Jobs made of this part that the provider ended at once for want of room in its queue, oldest first. */
  refusedProviderIds: z.array(z.string()).default([]),
  /** How many times the provider had no room for its tokens; sets the wait until the next try. */
  tokenRefusals: count.default(0),
  /** How many of those came though nothing else of the batch was under way. */
  lonelyRefusals: count.default(0),
  /** Where the outcome table of a collected job is stored. */
  outcomesKey: z.string().nullable(),
  usage: z.object({ inputTokens: count, outputTokens: count }).nullable(),
  /** What did not add up while collecting, in sentences. */
  warnings: z.array(z.string()),
  sentAt: time.nullable(),
  expiresAt: time.nullable(),
  endedAt: time.nullable(),
  collectedAt: time.nullable(),
  /** When the next step on it is due. */
  nextAt: time,
  /** Failures in a row of the step that is due; sets the back-off. */
  failures: count,
  /** How many times in a row the provider knew nothing of the job, or of its result file. */
  notFoundLooks: count.default(0),
  /** When the first of those looks was; means nothing while there are none. */
  notFoundSince: time.nullable().default(null),
  /** How many looks in a row at the result files of the ended job found them not named, not readable or not whole. */
  unreadableLooks: count.default(0),
  /** When the first of those looks was; means nothing while there are none. */
  unreadableSince: time.nullable().default(null),
  /** All the looks at its result files that found something wrong, of whatever kind. */
  resultTroubles: z.object({ looks: count, since: time.nullable() }).default({ looks: 0, since: null }),
  /** Result files that are not looked for any more. */
  givenUpFileIds: z.array(z.string()).default([]),
  /** When the provider took the cancel. */
  cancelSentAt: time.nullable(),
  /** Set while the provider refuses the cancel of a job that runs on; it is not asked again once that is final. */
  cancelRefused: z.object({ looks: count, since: time.nullable(), isFinal: z.boolean() }).nullable().default(null),
  hold: holdSchema.nullable(),
  lease: leaseSchema.nullable(),
});
export type JobRecord = z.infer<typeof jobSchema>;

const attemptSchema = z.object({
  /** 1 for the start, one more for each retry. */
  number: z.number().int().positive(),
  /** From the page: the same click twice makes one attempt. */
  token: z.string(),
  /** What beginning it has changed, for the case that it is taken back; null for older records. */
  before: z.object({ isListed: z.boolean(), cancelRequestedAt: time.nullable() }).nullable().default(null),
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

/** One thing that happened, for the timeline. `data` holds numbers and names; pages put it into words. */
const eventSchema = z.object({
  seq: count,
  at: time,
  actor: actorSchema,
  kind: z.enum([
    'created',
    'checked',
    'bad_lines_left_out',
    'started',
    'retried',
    'attempt_withdrawn',
    'job_sent',
    'job_adopted',
    'job_running',
    'job_ended',
    'job_collected',
    'part_cut',
    'cancel_requested',
    'hold_began',
    'hold_ended',
    'finished',
    'renamed',
    'input_replaced',
  ]),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type BatchEvent = z.infer<typeof eventSchema>;
export type BatchEventKind = BatchEvent['kind'];

export const batchRecordSchema = z.object({
  /** Of this document's shape. */
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** False until its maker keeps or starts it: an upload that was looked at and left is not shown in lists. */
  isListed: z.boolean(),
  isSample: z.boolean(),
  createdAt: time,
  createdBy: actorSchema,
  /** Null: no connection is chosen yet, or a script sends the batch with a client of its own. */
  connectionId: z.string().nullable(),
  /** How long the provider may take, in its own notation. */
  completionWindow: z.string().default('24h'),
  /** Enqueued prompt tokens that its provider takes at once, as a refusal told; null until one in the current attempt did. */
  tokenLimit: count.nullable().default(null),
  input: storedFileSchema.extend({ name: z.string() }),
  check: checkSchema.nullable(),
  leaveOutBadLines: z.boolean(),
  attempts: z.array(attemptSchema),
  /** Over all attempts, as of the last collected job; `total` is the good lines. */
  counts: z.object({ total: count, pending: count, succeeded: count, failed: count, missing: count }),
  /** Of the failed and the missing, how many a retry may cure. */
  curable: count,
  /** Size of the results file as it would be downloaded now. */
  resultBytes: count,
  /** Tokens of all collected result lines. */
  usage: z.object({ inputTokens: count, outputTokens: count }),
  cancelRequestedAt: time.nullable(),
  /** Set when the batch is to be removed as soon as its jobs have ended. */
  removeRequestedAt: time.nullable(),
  /** For steps on the batch as a whole: check, split, remove. */
  nextAt: time,
  failures: count,
  hold: holdSchema.nullable(),
  lease: leaseSchema.nullable(),
  events: z.array(eventSchema),
});
export type BatchRecord = z.infer<typeof batchRecordSchema>;
