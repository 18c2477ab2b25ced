import * as z from 'zod/mini';
import { namedActorSchema } from './actor.ts';
import { answerEnds } from './answer-end.ts';
import { batchDownloads } from './download-kinds.ts';
import { type BatchEvent, batchEventSchema } from './events.ts';
import { factsSchema } from './facts.ts';
import { holdSchema } from './hold.ts';
import type { Immutable } from './immutable.ts';
import { jobRefusalSchema } from './job-refusal.ts';
import { jobWarningSchema } from './job-warning.ts';
import { batchStatuses, outcomes } from './status.ts';
import { tableRefusalSchema } from './table.ts';

/*
 * What pages and the API show. Times are ISO strings in UTC, sizes are bytes. Pages parse what they get: the
 * server may have been updated since they were loaded.
 */

const textOrNull = z.nullable(z.string());
const numberOrNull = z.nullable(z.number());
const usage = {
  inputTokens: numberOrNull,
  cachedTokens: numberOrNull,
  outputTokens: numberOrNull,
  reasoningTokens: numberOrNull,
};
const outcomeCounts = {
  total: z.number(),
  pending: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  missing: z.number(),
};
const shownCounts = z.object({ ...outcomeCounts, notAnswered: z.number() });
const connection = z.nullable(z.object({ id: z.string(), name: z.string(), kind: z.string() }));

export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it over as `after` for the next page; null on the last one. */
  readonly next: string | null;
  /** How many there are in all, when that is cheap to say. */
  readonly total: number | null;
}

export function pageSchema<Item extends z.ZodMiniType>(item: Item) {
  return z.object({ items: z.array(item), next: textOrNull, total: numberOrNull });
}

const downloadViewSchema = z.object({
  kind: z.enum(batchDownloads),
  /** Null when it is only known once it has been made. */
  bytes: numberOrNull,
  /** Null while nobody has counted them. */
  rows: numberOrNull,
});
export type DownloadView = Immutable<z.infer<typeof downloadViewSchema>>;

/** A request by its line of the input file. */
const requestPlaceSchema = z.object({
  line: z.number(),
  customId: z.string(),
});
export type RequestPlace = Immutable<z.infer<typeof requestPlaceSchema>>;

export type EventView = BatchEvent;

const jobViewSchema = z.object({
  id: z.string(),
  part: z.number(),
  providerId: textOrNull,
  status: z.nullable(z.enum(batchStatuses)),
  providerStatus: textOrNull,
  requests: z.number(),
  bytes: z.number(),
  counts: shownCounts,
  /** How many have an answer, good or bad: by the result lines, before they are in by what the provider says. */
  answered: z.number(),
  /** The first and the last line of the input file in it; null where that is not known. */
  lines: z.nullable(z.object({ first: z.number(), last: z.number() })),
  /** What the provider says itself, right or wrong. */
  providerCounts: z.nullable(z.object({ total: z.number(), completed: z.number(), failed: z.number() })),
  providerErrors: z.array(
    z.object({
      code: textOrNull,
      message: z.string(),
      /**
       * The request that is meant, by its line of the input file; null where the provider names none that the
       * part holds.
       */
      place: z.nullable(requestPlaceSchema),
    }),
  ),
  /** Why the part could not become a job; null while it may, and once it has. */
  refusal: z.nullable(jobRefusalSchema),
  files: z.object({ input: textOrNull, output: textOrNull, errors: textOrNull }),
  sentAt: textOrNull,
  endedAt: textOrNull,
  isCollected: z.boolean(),
  hold: z.nullable(holdSchema),
  warnings: z.array(jobWarningSchema),
});
export type JobView = Immutable<z.infer<typeof jobViewSchema>>;

const attemptViewSchema = z.object({
  number: z.number(),
  startedAt: z.string(),
  endedAt: textOrNull,
  requests: z.number(),
  jobs: z.array(jobViewSchema),
});
export type AttemptView = Immutable<z.infer<typeof attemptViewSchema>>;

const problemGroupViewSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  param: textOrNull,
  count: z.number(),
});
export type ProblemGroupView = Immutable<z.infer<typeof problemGroupViewSchema>>;

/** Why a file as a whole cannot be a batch; `refusalText` puts it into words. */
const refusalViewSchema = z.object({
  code: z.string(),
  facts: factsSchema,
});

const checkViewSchema = z.object({
  isRunning: z.boolean(),
  checkedBytes: z.number(),
  refusal: z.nullable(refusalViewSchema),
  lines: z.number(),
  requests: z.number(),
  badLines: z.number(),
  /** Where no line has a url and none was chosen, what the requests look like. */
  endpoint: textOrNull,
  /** No line says where the requests go: somebody has to choose. */
  needsEndpoint: z.boolean(),
  model: textOrNull,
  jobs: numberOrNull,
  problemGroups: z.array(problemGroupViewSchema),
});
export type CheckView = Immutable<z.infer<typeof checkViewSchema>>;

const tableSummarySchema = z.object({
  name: z.string(),
  bytes: z.number(),
  /** Changes with each reading: whoever holds rows of another one asks again. */
  revision: textOrNull,
  isReading: z.boolean(),
  readBytes: z.number(),
  /** True once the first rows can be shown. */
  hasHead: z.boolean(),
  refusal: z.nullable(tableRefusalSchema),
  /** Null until all of them have been read. */
  rows: numberOrNull,
  columns: z.number(),
  /** How many requests of those that were asked for are made; null when none are being made. */
  making: numberOrNull,
  /** True once the input file is what was made of the table. */
  isMade: z.boolean(),
  /** The kept template that made it. */
  origin: z.nullable(z.object({ templateId: z.string(), name: z.string(), version: z.number() })),
});
export type TableSummary = Immutable<z.infer<typeof tableSummarySchema>>;

/** A batch as `GET /api/batches/<id>` shows it. */
export const batchViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(batchStatuses),
  hold: z.nullable(holdSchema),
  /** By the result lines that are in. */
  counts: shownCounts,
  /** The same with what the provider says of jobs whose results are not in yet. */
  shownCounts: shownCounts,
  attempts: z.array(attemptViewSchema),
  isListed: z.boolean(),
  isSample: z.boolean(),
  /** A script has started it with a client of its own: only scripts can go on with it. */
  isOfScript: z.boolean(),
  connection: connection,
  input: z.object({ name: z.string(), bytes: z.number(), sha256: z.string() }),
  check: z.nullable(checkViewSchema),
  /** The table of which the requests are made; null for a file of requests. */
  table: z.nullable(tableSummarySchema),
  leaveOutBadLines: z.boolean(),
  /** Chosen for lines that name none. */
  chosenEndpoint: textOrNull,
  usage: z.object(usage),
  /** Of the succeeded, how many ended otherwise than whole. */
  endings: z.object({ cutOff: z.number(), refused: z.number(), empty: z.number() }),
  /**
   * True when lists and causes, which come from the request index, disagree with the counts: the index must
   * be rebuilt.
   */
  isIndexWrong: z.boolean(),
  /** True while the stored results of the ended batch are to be judged again, and listed anew. */
  isRefreshDue: z.boolean(),
  createdBy: namedActorSchema,
  /** Who started the first attempt; null before. */
  startedBy: z.nullable(namedActorSchema),
  createdAt: z.string(),
  startedAt: textOrNull,
  endedAt: textOrNull,
  /** When the provider gives up at the latest; null when no job is open. */
  expiresAt: textOrNull,
  /** When what waits is tried next; null when nothing waits, or only for a person's decision. */
  nextTryAt: textOrNull,
  isCancelRequested: z.boolean(),
  isRemoveRequested: z.boolean(),
  /** How many a plain retry would send, and how many it leaves out because a retry will not help them. */
  retry: z.object({ curable: z.number(), incurable: z.number() }),
  actions: z.object({
    canStart: z.boolean(),
    canRetry: z.boolean(),
    canCancel: z.boolean(),
    canReplaceInput: z.boolean(),
    /** Whether who looks may delete it. */
    canRemove: z.boolean(),
  }),
  warnings: z.array(jobWarningSchema),
  events: z.array(batchEventSchema),
  downloads: z.array(downloadViewSchema),
});
export type BatchView = Immutable<z.infer<typeof batchViewSchema>>;

/** What `POST /api/batches` answers. */
export const receivedBatchSchema = z.extend(batchViewSchema, {
  /** Why it stays a draft though it was to be started; null when it was started, or was not to be. */
  notStarted: textOrNull,
});

const batchListItemSchema = z.object({
  id: z.string(),
  name: z.string(),
  inputName: z.string(),
  status: z.enum(batchStatuses),
  hold: z.nullable(holdSchema),
  counts: z.object(outcomeCounts),
  /** See `BatchView.shownCounts`. */
  shownCounts: shownCounts,
  /** How many requests the current attempt sends; 0 before the start. */
  attemptRequests: z.number(),
  badLines: z.number(),
  isChecked: z.boolean(),
  refusal: z.nullable(refusalViewSchema),
  model: textOrNull,
  connection: connection,
  isCancelRequested: z.boolean(),
  startedBy: z.nullable(namedActorSchema),
  createdAt: z.string(),
  startedAt: textOrNull,
  endedAt: textOrNull,
});
export type BatchListItem = Immutable<z.infer<typeof batchListItemSchema>>;

/** Of the listed batches. One that is not over either runs or waits. */
const batchSummarySchema = z.object({
  running: z.number(),
  /** Of the running batches. */
  requestsToGo: z.number(),
  waiting: z.number(),
  /** How many of the waiting ones go on only when a person does something. */
  needsPerson: z.number(),
  /** Ended in the last seven days without an answer to every request, and not cancelled. */
  finishedWithFailures: z.number(),
});
export type BatchSummary = Immutable<z.infer<typeof batchSummarySchema>>;

/** What `GET /api/batches` answers. */
export const batchListPageSchema = z.extend(pageSchema(batchListItemSchema), { summary: batchSummarySchema });
export type BatchListPage = Immutable<z.infer<typeof batchListPageSchema>>;

export const requestRowSchema = z.object({
  ...usage,
  line: z.number(),
  customId: z.string(),
  outcome: z.enum(outcomes),
  causeId: textOrNull,
  statusCode: numberOrNull,
  errorCode: textOrNull,
  message: textOrNull,
  /** The model that answered. */
  model: textOrNull,
  /** How a success ended; null for the others, and for what an earlier version collected. */
  ended: z.nullable(z.enum(answerEnds)),
  /** Of the current result; null while nothing is known. */
  attempt: numberOrNull,
  /** First words of the answer; filled in by the API from the result files, null otherwise. */
  preview: textOrNull,
});
export type RequestRow = Immutable<z.infer<typeof requestRowSchema>>;

/** So many of the requests in question have this cause. */
const causeCountSchema = z.object({
  id: z.string(),
  outcome: z.enum(['failed', 'missing']),
  count: z.number(),
  statusCode: numberOrNull,
  errorCode: textOrNull,
  /** One message as the provider sent it; null when there is none. */
  message: textOrNull,
});
export type CauseCount = Immutable<z.infer<typeof causeCountSchema>>;

export const causeSchema = z.extend(causeCountSchema, { sampleCustomIds: z.array(z.string()) });
export type Cause = Immutable<z.infer<typeof causeSchema>>;

const requestAttemptSchema = z.object({
  ...usage,
  number: z.number(),
  outcome: z.enum(outcomes),
  isCurrent: z.boolean(),
  providerJobId: textOrNull,
  endedAt: textOrNull,
  /** The result line as the provider sent it; null when there is none. */
  resultText: textOrNull,
  isResultCut: z.boolean(),
  /** Of the whole result line; null when there is none. */
  resultBytes: numberOrNull,
  statusCode: numberOrNull,
  errorCode: textOrNull,
  message: textOrNull,
  model: textOrNull,
  ended: z.nullable(z.enum(answerEnds)),
});
export type RequestAttempt = Immutable<z.infer<typeof requestAttemptSchema>>;

/** One request with its lines as text, for the side panel. */
export const requestDetailSchema = z.object({
  row: requestRowSchema,
  requestText: z.string(),
  /** True when the text was cut because it is too long to show. */
  isRequestCut: z.boolean(),
  requestBytes: z.number(),
  attempts: z.array(requestAttemptSchema),
  previousLine: numberOrNull,
  nextLine: numberOrNull,
});
export type RequestDetail = Immutable<z.infer<typeof requestDetailSchema>>;

/** What a retry would do. */
export const retryPreviewSchema = z.object({
  requests: z.number(),
  /** Goes back with the retry: with another number of attempts the batch has changed. */
  attemptsSeen: z.number(),
  /** What is sent and has no answer, by cause. */
  sent: z.array(causeCountSchema),
  leftOut: z.array(causeCountSchema),
  /** How many of those that are sent have an answer already: they are answered and paid for again. */
  answered: z.number(),
  /** Answers that the batch has before the retry. */
  succeeded: z.number(),
});
export type RetryPreview = Immutable<z.infer<typeof retryPreviewSchema>>;
