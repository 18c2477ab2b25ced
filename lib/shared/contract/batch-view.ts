import type { AnswerEnd, EndingCounts } from './answer-end.ts';
import type { DownloadKind } from './batch-queries.ts';
import type { BatchEvent } from './events.ts';
import type { Facts } from './facts.ts';
import type { Hold } from './hold.ts';
import type { JobRefusal } from './job-refusal.ts';
import type { JobWarning } from './job-warning.ts';
import type { BatchStatus, Outcome, OutcomeCounts, ShownCounts } from './status.ts';
import type { Usage } from './usage.ts';

/* What pages and the API show. Times are ISO strings in UTC, sizes are bytes. */

export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it over as `after` for the next page; null on the last one. */
  readonly next: string | null;
  /** How many there are in all, when that is cheap to say. */
  readonly total: number | null;
}

/** A batch as `GET /api/batches/<id>` shows it. */
export interface BatchView {
  readonly id: string;
  readonly name: string;
  readonly status: BatchStatus;
  readonly hold: Hold | null;
  /** By the result lines that are in. */
  readonly counts: ShownCounts;
  /** The same with what the provider says of jobs whose results are not in yet. */
  readonly shownCounts: ShownCounts;
  readonly attempts: readonly AttemptView[];
  readonly isListed: boolean;
  readonly isSample: boolean;
  /** A script has started it with a client of its own: only scripts can go on with it. */
  readonly isOfScript: boolean;
  readonly connection: { readonly id: string; readonly name: string; readonly kind: string } | null;
  readonly input: { readonly name: string; readonly bytes: number; readonly sha256: string };
  readonly check: CheckView | null;
  readonly leaveOutBadLines: boolean;
  /** Chosen for lines that name none. */
  readonly chosenEndpoint: string | null;
  readonly usage: Usage;
  /** Of the succeeded, how many ended otherwise than whole. */
  readonly endings: EndingCounts;
  /** True when lists and causes, which come from the request index, disagree with the counts: the index must be rebuilt. */
  readonly isIndexWrong: boolean;
  /** True while the stored results of the ended batch are to be judged again, and listed anew. */
  readonly isRefreshDue: boolean;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** When the provider gives up at the latest; null when no job is open. */
  readonly expiresAt: string | null;
  /** When what waits is tried next; null when nothing waits, or only for a person's decision. */
  readonly nextTryAt: string | null;
  readonly isCancelRequested: boolean;
  readonly isRemoveRequested: boolean;
  /** How many a plain retry would send, and how many it leaves out because a retry will not help them. */
  readonly retry: { readonly curable: number; readonly incurable: number };
  readonly actions: {
    readonly canStart: boolean;
    readonly canRetry: boolean;
    readonly canCancel: boolean;
    readonly canReplaceInput: boolean;
  };
  readonly warnings: readonly JobWarning[];
  readonly events: readonly EventView[];
  readonly downloads: readonly DownloadView[];
}

export interface DownloadView {
  readonly kind: Exclude<DownloadKind, 'problems.csv'>;
  /** Null when it is only known once it has been made. */
  readonly bytes: number | null;
  /** Null while nobody has counted them. */
  readonly rows: number | null;
}

export interface AttemptView {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly requests: number;
  readonly jobs: readonly JobView[];
}

export interface JobView {
  readonly id: string;
  readonly part: number;
  readonly providerId: string | null;
  readonly status: BatchStatus | null;
  readonly providerStatus: string | null;
  readonly requests: number;
  readonly bytes: number;
  readonly counts: ShownCounts;
  /** How many have an answer, good or bad: by the result lines, before they are in by what the provider says. */
  readonly answered: number;
  /** The first and the last line of the input file in it; null where that is not known. */
  readonly lines: { readonly first: number; readonly last: number } | null;
  /** What the provider says itself, right or wrong. */
  readonly providerCounts: { readonly total: number; readonly completed: number; readonly failed: number } | null;
  readonly providerErrors: readonly {
    readonly code: string | null;
    readonly message: string;
    /** The request that is meant, by its line of the input file; null where the provider names none that the part holds. */
    readonly place: RequestPlace | null;
  }[];
  /** Why the part could not become a job; null while it may, and once it has. */
  readonly refusal: JobRefusal | null;
  readonly files: { readonly input: string | null; readonly output: string | null; readonly errors: string | null };
  readonly sentAt: string | null;
  readonly endedAt: string | null;
  readonly isCollected: boolean;
  readonly hold: Hold | null;
  readonly warnings: readonly JobWarning[];
}

/** A request by its line of the input file. */
export interface RequestPlace {
  readonly line: number;
  readonly customId: string;
}

export interface CheckView {
  readonly isRunning: boolean;
  readonly checkedBytes: number;
  readonly refusal: RefusalView | null;
  readonly lines: number;
  readonly requests: number;
  readonly badLines: number;
  /** Where no line has a url and none was chosen, what the requests look like. */
  readonly endpoint: string | null;
  /** No line says where the requests go: somebody has to choose. */
  readonly needsEndpoint: boolean;
  readonly model: string | null;
  readonly jobs: number | null;
  readonly problemGroups: readonly ProblemGroupView[];
}

export interface ProblemGroupView {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly param: string | null;
  readonly count: number;
}

export type EventView = BatchEvent;

/** Why a file as a whole cannot be a batch; `refusalText` puts it into words. */
export interface RefusalView {
  readonly code: string;
  readonly facts: Facts;
}

export interface BatchListItem {
  readonly id: string;
  readonly name: string;
  readonly inputName: string;
  readonly status: BatchStatus;
  readonly hold: Hold | null;
  readonly counts: OutcomeCounts;
  /** See `BatchView.shownCounts`. */
  readonly shownCounts: ShownCounts;
  /** How many requests the current attempt sends; 0 before the start. */
  readonly attemptRequests: number;
  readonly badLines: number;
  readonly isChecked: boolean;
  readonly refusal: RefusalView | null;
  readonly model: string | null;
  readonly connection: { readonly id: string; readonly name: string; readonly kind: string } | null;
  readonly isCancelRequested: boolean;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** Of the listed batches. One that is not over either runs or waits. */
export interface BatchSummary {
  readonly running: number;
  /** Of the running batches. */
  readonly requestsToGo: number;
  readonly waiting: number;
  /** How many of the waiting ones go on only when a person does something. */
  readonly needsPerson: number;
  /** Ended in the last seven days without an answer to every request, and not cancelled. */
  readonly finishedWithFailures: number;
}

export interface RequestRow extends Usage {
  readonly line: number;
  readonly customId: string;
  readonly outcome: Outcome;
  readonly causeId: string | null;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
  /** The model that answered. */
  readonly model: string | null;
  /** How a success ended; null for the others, and for what an earlier version collected. */
  readonly ended: AnswerEnd | null;
  /** Of the current result; null while nothing is known. */
  readonly attempt: number | null;
  /** First words of the answer; filled in by the API from the result files, null otherwise. */
  readonly preview: string | null;
}

export interface Cause {
  readonly id: string;
  readonly outcome: 'failed' | 'missing';
  readonly count: number;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  /** One message as the provider sent it; null when there is none. */
  readonly message: string | null;
  readonly sampleCustomIds: readonly string[];
}

/** So many of the requests in question have this cause. */
export type CauseCount = Omit<Cause, 'sampleCustomIds'>;

/** One request with its lines as text, for the side panel. */
export interface RequestDetail {
  readonly row: RequestRow;
  readonly requestText: string;
  /** True when the text was cut because it is too long to show. */
  readonly isRequestCut: boolean;
  readonly requestBytes: number;
  readonly attempts: readonly RequestAttempt[];
  readonly previousLine: number | null;
  readonly nextLine: number | null;
}

export interface RequestAttempt extends Usage {
  readonly number: number;
  readonly outcome: Outcome;
  readonly isCurrent: boolean;
  readonly providerJobId: string | null;
  readonly endedAt: string | null;
  /** The result line as the provider sent it; null when there is none. */
  readonly resultText: string | null;
  readonly isResultCut: boolean;
  /** Of the whole result line; null when there is none. */
  readonly resultBytes: number | null;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly model: string | null;
  readonly ended: AnswerEnd | null;
}

export type { BatchStatus, Hold, Outcome, OutcomeCounts };

/** What a retry would do. */
export interface RetryPreview {
  readonly requests: number;
  /** Goes back with the retry: with another number of attempts the batch has changed. */
  readonly attemptsSeen: number;
  /** What is sent and has no answer, by cause. */
  readonly sent: readonly CauseCount[];
  readonly leftOut: readonly CauseCount[];
  /** How many of those that are sent have an answer already: they are answered and paid for again. */
  readonly answered: number;
  /** Answers that the batch has before the retry. */
  readonly succeeded: number;
}
