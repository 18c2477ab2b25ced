import { defaultJobLimits, type JobLimits } from '#lib/batch/parts/job-limits.ts';
import { currentAttempt, isRunning, openJobs } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { whyNotCancellable, whyNotRetryable, whyNotStartable } from '#lib/record/obstacles.ts';
import type { AttemptRecord, BatchRecord, CheckRecord } from '#lib/record/record.ts';
import { isRefreshDue } from '#lib/record/rules-version.ts';
import { countAnswered, countShown, countShownOfJob, countCollected } from '#lib/record/shown-counts.ts';
import { deriveHold, deriveStatus, visibleStatus } from '#lib/record/status.ts';
import type { TableRecord } from '#lib/record/table-record.ts';
import type { Actor } from '#lib/shared/contract/actor.ts';
import type {
  AttemptView,
  BatchView,
  CheckView,
  DownloadView,
  JobView,
  RequestPlace,
  TableSummary,
} from '#lib/shared/contract/batch-view.ts';

/** What the record does not hold itself. */
export interface ViewFacts {
  readonly connection: BatchView['connection'];
  /** Null while no connection is chosen: OpenAI's are taken then. */
  readonly limits: JobLimits | null;
  readonly isInputStored: boolean;
  /** Of people, by their ids; who is not among them goes by the name of then. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether who looks may delete it. */
  readonly canRemove: boolean;
  /** True when the request index counts other than the record. */
  readonly isIndexWrong: boolean;
  /** Of jobs whose provider named lines of their part: which requests those are, by the job's id and the line. */
  readonly places: ReadonlyMap<string, ReadonlyMap<number, RequestPlace>>;
}

/** Puts a record into the shape that pages and the API show. */
export function viewBatch(record: BatchRecord, facts: ViewFacts): BatchView {
  const attempt = currentAttempt(record);
  const named = (actor: Actor): Actor => ({ ...actor, name: facts.names.get(actor.id) ?? actor.name });
  const { startedBy } = record.attempts[0] ?? { startedBy: null };
  const isOfScript = attempt !== null && record.connectionId === null;
  const open = isRunning(record) ? openJobs(record).filter((job) => job.stage === 'sent') : [];
  return {
    id: record.id,
    name: record.name,
    status: deriveStatus(record),
    hold: deriveHold(record),
    counts: countCollected(record),
    shownCounts: countShown(record),
    attempts: record.attempts.map((each) => viewAttempt(record, each, facts)),
    isListed: record.isListed,
    isSample: record.isSample,
    isOfScript,
    connection: facts.connection,
    input: { name: record.input.name, bytes: record.input.bytes, sha256: record.input.sha256 },
    check: record.check === null ? null : viewCheck(record.check, facts.limits ?? defaultJobLimits),
    table: record.table === null ? null : viewTable(record.table),
    leaveOutBadLines: record.leaveOutBadLines,
    chosenEndpoint: record.chosenEndpoint,
    usage: record.usage,
    endings: record.endings,
    isIndexWrong: facts.isIndexWrong,
    isRefreshDue: isRefreshDue(record),
    createdBy: viewActor(named(record.createdBy)),
    startedBy: startedBy === null ? null : viewActor(named(startedBy)),
    createdAt: record.createdAt,
    startedAt: record.attempts[0]?.startedAt ?? null,
    endedAt: attempt?.endedAt ?? null,
    nextTryAt: nextTryOf(record),
    expiresAt: latest(open.map((job) => job.expiresAt)),
    isCancelRequested: record.cancelRequestedAt !== null,
    isRemoveRequested: record.removeRequestedAt !== null,
    retry: viewRetry(record),
    actions: {
      canStart: whyNotStartable({ ...record, leaveOutBadLines: true }) === null,
      canRetry: !isOfScript && whyNotRetryable(record) === null && record.counts.total > 0,
      canCancel: !isOfScript && whyNotCancellable(record) === null && record.cancelRequestedAt === null,
      canReplaceInput: record.attempts.length === 0,
      canRemove: facts.canRemove,
    },
    warnings: record.attempts.flatMap((each) => each.jobs.flatMap((job) => job.warnings)),
    events: record.events.map((event) => ({ ...event, actor: named(event.actor) })),
    downloads: viewDownloads(record, facts),
  };
}

function viewActor({ id, name }: Actor): NonNullable<BatchView['startedBy']> {
  return { id, name };
}

function viewTable({ source, reading, wanted, made }: TableRecord): TableSummary {
  return {
    name: source.name,
    bytes: source.bytes,
    revision: reading?.revision ?? null,
    isReading: reading?.endedAt == null,
    readBytes: reading?.readBytes ?? 0,
    hasHead: reading?.hasHead ?? false,
    refusal: reading?.refusal ?? null,
    rows: reading?.endedAt == null ? null : reading.rows,
    columns: reading?.columns ?? 0,
    making: wanted?.rowsMade ?? null,
    isMade: made !== null,
    origin: made?.origin ?? null,
  };
}

function nextTryOf(record: BatchRecord): string | null {
  const held = [record, ...openJobs(record)].filter(({ hold }) => hold !== null && hold.kind !== 'job_in_doubt');
  return held.map(({ nextAt }) => nextAt).toSorted()[0] ?? null;
}

function viewRetry({ counts, curable }: BatchRecord): BatchView['retry'] {
  return { curable, incurable: counts.failed + counts.missing - curable };
}

function viewAttempt(record: BatchRecord, attempt: AttemptRecord, facts: ViewFacts): AttemptView {
  return {
    number: attempt.number,
    startedAt: attempt.startedAt,
    endedAt: attempt.endedAt,
    requests: attempt.requests,
    jobs: attempt.jobs.map((job) => viewJob(record, job, facts)),
  };
}

function viewJob(record: BatchRecord, job: JobRecord, { places }: ViewFacts): JobView {
  return {
    id: job.id,
    part: job.part,
    providerId: job.providerId,
    status: visibleStatus(job, record),
    providerStatus: job.providerStatus,
    requests: job.requests,
    bytes: job.payload.bytes,
    counts: countShownOfJob(job),
    answered: countAnswered(job),
    lines: job.lines,
    providerCounts: job.providerCounts,
    providerErrors: job.providerErrors.map(({ code, message, line }) => {
      return { code, message, place: (line === null ? null : places.get(job.id)?.get(line)) ?? null };
    }),
    refusal: job.refusal,
    files: { input: job.fileId, output: job.outputFileId, errors: job.errorFileId },
    sentAt: job.sentAt,
    endedAt: job.endedAt,
    isCollected: job.stage === 'collected',
    hold: job.hold,
    warnings: job.warnings,
  };
}

function viewCheck(check: CheckRecord, limits: JobLimits): CheckView {
  return {
    isRunning: check.endedAt === null,
    checkedBytes: check.checkedBytes,
    refusal: check.refusal,
    lines: check.lines,
    requests: check.requests,
    badLines: check.badLines,
    endpoint: check.endpoint,
    needsEndpoint: check.withoutUrl > 0 && check.url === null,
    model: check.model,
    jobs: check.endedAt === null ? null : estimateJobs(check, limits),
    problemGroups: check.problemGroups,
  };
}

/** How many jobs the good lines take; by bytes it can be one more, as lines are not cut. */
function estimateJobs(check: CheckRecord, limits: JobLimits): number {
  if (check.requests === 0) return 0;
  return Math.max(
    Math.ceil(check.requests / limits.maxRequests),
    Math.ceil((check.requestBytes + check.requests) / limits.maxBytes),
    Math.ceil(check.embeddingInputs / limits.maxEmbeddingInputs),
  );
}

function viewDownloads(record: BatchRecord, facts: ViewFacts): readonly DownloadView[] {
  const { failed, missing } = record.counts;
  const made: readonly DownloadView[] =
    record.attempts.length === 0
      ? []
      : [
          ...viewResults(record),
          { kind: 'failed-requests.jsonl', bytes: null, rows: failed + missing },
          { kind: 'errors.jsonl', bytes: null, rows: failed + missing },
        ];
  const input: readonly DownloadView[] = facts.isInputStored
    ? [{ kind: 'input.jsonl', bytes: record.input.bytes, rows: record.check?.lines ?? 0 }]
    : [];
  return [...made, ...viewLeftOut(record), ...input];
}

/** Who brought a table wants one back: it comes first then, with the rows that were left out. */
function viewResults(record: BatchRecord): readonly DownloadView[] {
  const isTable = record.table?.made != null;
  const rows = record.counts.total + (isTable ? (record.check?.badLines ?? 0) : 0);
  const lines: DownloadView = { kind: 'results.jsonl', bytes: record.resultBytes, rows: countResultLines(record) };
  const tables: readonly DownloadView[] = [
    { kind: 'results.xlsx', bytes: null, rows },
    { kind: 'results.csv', bytes: null, rows },
  ];
  return isTable ? [...tables, lines] : [lines, ...tables.toReversed()];
}

/**
 * Requests whose retry is under way are pending and keep their earlier result line: how many have one only
 * the outcome tables say.
 */
function countResultLines(record: BatchRecord): number | null {
  const { counts, attempts, resultBytes } = record;
  if (resultBytes === 0) return 0;
  return attempts.length > 1 && isRunning(record) ? null : counts.succeeded + counts.failed;
}

function viewLeftOut({ check }: BatchRecord): readonly DownloadView[] {
  if (check === null || check.endedAt === null || check.refusal !== null || check.badLines === 0) return [];
  return [{ kind: 'left-out-lines.jsonl', bytes: null, rows: check.badLines }];
}

function latest(times: readonly (string | null)[]): string | null {
  return (
    times
      .filter((time) => time !== null)
      .toSorted()
      .at(-1) ?? null
  );
}
