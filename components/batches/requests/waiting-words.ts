import type { JobView } from '#lib/shared/contract/batch-view.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';

/** Where a request without an answer is: what the list and the panel say of it. */
export type Waiting =
  | { readonly kind: 'not_started' | 'sent' | 'collecting' }
  /** `why` is what the batch or its job waits for; null where nothing is in the way. */
  | { readonly kind: 'unsent'; readonly why: string | null }
  | { readonly kind: 'sent_as'; readonly job: string; readonly at: string };

/** Of a batch, what tells where its requests are. */
export interface Sending {
  readonly hold: Hold | null;
  readonly attempts: readonly {
    readonly jobs: readonly Pick<JobView, 'lines' | 'sentAt' | 'endedAt' | 'providerId' | 'hold'>[];
  }[];
}

/** Of a pending request, by its line and the jobs of the current attempt. */
export function findWaiting(batch: Sending, line: number): Waiting {
  const attempt = batch.attempts.at(-1);
  if (attempt === undefined) return { kind: 'not_started' };
  const job = attempt.jobs.length === 1 ? attempt.jobs[0] : attempt.jobs.find(({ lines }) => holds(lines, line));
  if (job === undefined || job.sentAt === null) return { kind: 'unsent', why: whyUnsent(job?.hold ?? batch.hold) };
  if (job.endedAt !== null) return { kind: 'collecting' };
  return job.providerId === null ? { kind: 'sent' } : { kind: 'sent_as', job: job.providerId, at: job.sentAt };
}

function whyUnsent(hold: Hold | null): string | null {
  return hold === null ? null : holdText(hold);
}

function holds(lines: JobView['lines'], line: number): boolean {
  return lines !== null && lines.first <= line && line <= lines.last;
}

/** In a row of the list, in the place of the answer. */
export function shortWaitingWords(waiting: Waiting): string {
  switch (waiting.kind) {
    case 'not_started':
      return 'Not sent yet';
    case 'unsent':
      return waiting.why ?? 'Waiting to be sent';
    case 'sent':
    case 'sent_as':
      return 'Sent; its answer comes when the job ends';
    case 'collecting':
      return 'Its job has ended; the answer is being collected';
  }
}

/** In the panel. `ago` says a time as the reader does: "33 s ago". */
export function waitingWords(waiting: Waiting, ago: (time: string) => string): string {
  switch (waiting.kind) {
    case 'not_started':
      return 'It has not been sent yet.';
    case 'unsent':
      return waiting.why === null ? 'It is waiting to be sent.' : `It is waiting to be sent. ${waiting.why}`;
    case 'sent':
      return 'It was sent. Its answer comes when the job ends.';
    case 'sent_as':
      return `Sent ${ago(waiting.at)} as part of job ${waiting.job}; its answer comes when the job ends.`;
    case 'collecting':
      return 'Its job has ended. Its answer is being collected.';
  }
}
