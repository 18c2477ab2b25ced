import { z } from 'zod';
import { holdSchema } from '#lib/shared/contract/hold.ts';
import { jobRefusalSchema } from '#lib/shared/contract/job-refusal.ts';
import { jobWarningSchema } from '#lib/shared/contract/job-warning.ts';
import { jobStatuses } from '#lib/shared/contract/status.ts';

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

/** Who works on a batch or a job just now. After `until` anybody may take over. */
export const leaseSchema = z.strictObject({ owner: z.string(), until: time });
export type Lease = z.infer<typeof leaseSchema>;

/** A step that was begun again and again and never came back: its process ended in the middle of it. */
export const startsSchema = z.strictObject({ step: z.string(), count });

export const storedFileSchema = z.strictObject({ key: z.string(), bytes: count, sha256: z.string() });

/** Tokens as the provider reported them; null where it reported none. */
export const usageSchema = z.strictObject({
  inputTokens: count.nullable(),
  cachedTokens: count.nullable(),
  outputTokens: count.nullable(),
  reasoningTokens: count.nullable(),
});

/** Of the answers that count: how many a person should look at. */
export const endingsSchema = z.strictObject({ cutOff: count, refused: count, empty: count });

/** Of the failed and the missing, how many nobody tried to answer (`isUntried`). */
export const untriedSchema = z.strictObject({ failed: count, missing: count });
export type UntriedCounts = z.infer<typeof untriedSchema>;

/** Looks in a row that found the same trouble, and when the first of them was. */
const streakSchema = z.strictObject({ looks: z.number().int().positive(), since: time });
export type Streak = z.infer<typeof streakSchema>;

/**
 * Create calls that ended without a job that we know of, though the provider may have made one: when the first and
 * the last of them left and the files they named. While `isLookDue` no other create call leaves before the provider's
 * list was asked.
 */
const doubtfulCreatesSchema = z.strictObject({
  since: time,
  lastAt: time,
  fileIds: z.array(z.string()),
  isLookDue: z.boolean(),
});
export type DoubtfulCreates = z.infer<typeof doubtfulCreatesSchema>;

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
  lines: count.nullable(),
  /** True when the transfer ended in the middle of a line. */
  isCut: z.boolean(),
});
export type ResultFileRecord = z.infer<typeof resultFileSchema>;

const copySchema = z.strictObject({
  providerId: z.string(),
  foundAt: time,
  cancel: z.enum(['due', 'done', 'refused']),
  /** When the provider is asked next to cancel it, and how often it has not done so. */
  nextAt: time,
  failures: count,
});
export type CopyRecord = z.infer<typeof copySchema>;

const troublesSchema = z.strictObject({
  /** The provider knew nothing of the job, or of its result file. */
  unknown: streakSchema.nullable(),
  /** The result files of the ended job were not named, not readable or not whole. */
  unreadable: streakSchema.nullable(),
  /** Its result files had something wrong, of whatever kind. */
  anyFile: streakSchema.nullable(),
  /** The provider refused the cancel of a job that runs on; it is not asked again once that is final. */
  cancel: streakSchema.extend({ isFinal: z.boolean() }).nullable(),
});
export type Troubles = z.infer<typeof troublesSchema>;

const jobErrorSchema = z.strictObject({
  code: z.string().nullable(),
  message: z.string(),
  param: z.string().nullable(),
  line: z.number().nullable(),
});
export type JobError = z.infer<typeof jobErrorSchema>;

export const jobSchema = z.strictObject({
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
  lines: z.strictObject({ first: count, last: count }).nullable(),
  /** The part's bytes, as they are uploaded. */
  payload: storedFileSchema,
  /** JSONL of `[line, custom_id]`, in the part's order. */
  manifestKey: z.string(),
  /** Travels with the job and names the uploaded file, so that a lost job can be found again. */
  token: z.string(),
  fileId: z.string().nullable(),
  /** When the create call was first allowed to leave; set with the stage `sending`. */
  sendingAt: time.nullable(),
  /** When a person had it sent again although an earlier create call may have been carried out. */
  sentAgainAt: time.nullable(),
  doubtfulCreates: doubtfulCreatesSchema.nullable(),
  /**
   * When a person gave it up, or the provider refused it for good: whatever is found of it is used, and nothing is
   * sent again by itself.
   */
  givenUpAt: time.nullable(),
  providerId: z.string().nullable(),
  providerCounts: z.strictObject({ total: count, completed: count, failed: count }).nullable(),
  /** What the provider lists of a job that failed, in its own words. */
  providerErrors: z.array(jobErrorSchema),
  /** Why the part could not become a job; null while it may, and once it has. */
  refusal: z.nullable(jobRefusalSchema),
  outputFileId: z.string().nullable(),
  errorFileId: z.string().nullable(),
  output: resultFileSchema.nullable(),
  errors: resultFileSchema.nullable(),
  /** What became of the part's requests in this job; set when collected. */
  counts: z.strictObject({ succeeded: count, failed: count, missing: count }).nullable(),
  untried: untriedSchema,
  /** How its answers ended; null until collected, or as long as nobody has judged that. */
  endings: endingsSchema.nullable(),
  /** The version of the rules of success that judged its result lines; null until collected. */
  judgedBy: count.nullable(),
  /** Prompt tokens of the part; null where nobody has counted them. */
  tokens: count.nullable(),
  /** Jobs made of this part that the provider ended at once for want of room in its queue, oldest first. */
  refusedProviderIds: z.array(z.string()),
  /** How many times the provider had no room for its tokens; sets the wait until the next try. */
  tokenRefusals: count,
  /** How many of those came though nothing else of the batch was under way. */
  lonelyRefusals: count,
  /** Jobs of the same part beside this one that were found at the provider. */
  copies: z.array(copySchema),
  /**
   * Looks in the provider's list that are still to come, for a job that may appear late; null when none is.
   * `failing`: the list could not be read.
   */
  lateLooks: z.strictObject({ left: count, nextAt: time, failing: streakSchema.nullable() }).nullable(),
  /** Where the outcome table of a collected job is stored. */
  outcomesKey: z.string().nullable(),
  usage: usageSchema.nullable(),
  /** What did not add up about it. */
  warnings: z.array(jobWarningSchema),
  sentAt: time.nullable(),
  expiresAt: time.nullable(),
  endedAt: time.nullable(),
  collectedAt: time.nullable(),
  /** When the next step on it is due. */
  nextAt: time,
  /** Failures in a row of the step that is due; sets the back-off. */
  failures: count,
  troubles: troublesSchema,
  /** Result files that are not looked for any more. */
  givenUpFileIds: z.array(z.string()),
  /** When the provider accepted the cancel. */
  cancelSentAt: time.nullable(),
  hold: z.nullable(holdSchema),
  lease: leaseSchema.nullable(),
  unfinishedStarts: startsSchema.nullable(),
});
export type JobRecord = z.infer<typeof jobSchema>;

const noTroubles: Troubles = { unknown: null, unreadable: null, anyFile: null, cancel: null };

/** What sets a new job apart from every other. */
export type NewJob = Pick<
  JobRecord,
  'id' | 'part' | 'requests' | 'lines' | 'payload' | 'manifestKey' | 'token' | 'tokens' | 'nextAt'
>;

/** A part that is written and that the provider has not heard of. */
export function createJobRecord(job: NewJob): JobRecord {
  return {
    stage: 'prepared',
    status: 'queued',
    providerStatus: null,
    fileId: null,
    sendingAt: null,
    sentAgainAt: null,
    doubtfulCreates: null,
    givenUpAt: null,
    providerId: null,
    providerCounts: null,
    providerErrors: [],
    refusal: null,
    outputFileId: null,
    errorFileId: null,
    output: null,
    errors: null,
    counts: null,
    untried: { failed: 0, missing: 0 },
    endings: null,
    judgedBy: null,
    refusedProviderIds: [],
    tokenRefusals: 0,
    lonelyRefusals: 0,
    copies: [],
    lateLooks: null,
    outcomesKey: null,
    usage: null,
    warnings: [],
    sentAt: null,
    expiresAt: null,
    endedAt: null,
    collectedAt: null,
    failures: 0,
    troubles: { ...noTroubles },
    givenUpFileIds: [],
    cancelSentAt: null,
    hold: null,
    lease: null,
    unfinishedStarts: null,
    ...job,
  };
}
