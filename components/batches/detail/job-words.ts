import type { JobView } from '#lib/shared/contract/batch-view.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import { holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';
import { formatNumber, percentOf } from '#lib/shared/words/format.ts';
import type { StatusShape, StatusTone, StatusWords } from '#lib/shared/words/status-words.ts';

/** A job's state as people read it, in the shape that `StatusLabel` shows. */
export function jobWords(job: JobView, locale: string): StatusWords {
  const percent = percentOf(job.answered, job.requests);
  const compose = (shape: StatusShape, tone: StatusTone, text: string, strong = ''): StatusWords => ({
    shape,
    tone,
    parts: [
      { text, isStrong: false },
      { text: strong, isStrong: true },
    ].filter((part) => part.text !== ''),
    term: null,
    under: null,
    percent,
  });
  const lost = lostOf(job, locale);
  switch (job.status) {
    case 'draft':
    case 'queued':
      return describeUnsent(job.hold, compose);
    case 'validating':
      return compose('clock', 'plain', 'Waiting');
    case 'finalizing':
      return compose('tray', 'plain', 'Collecting the answers');
    case 'cancelling':
      return compose('minus', 'plain', 'Cancelling');
    case 'completed':
      return lost === '' ? compose('tick', 'good', 'Completed') : compose('triangle', 'attention', 'Completed, ', lost);
    case 'expired':
      return lost === ''
        ? compose('hourglass', 'plain', 'Ran out of time')
        : compose('hourglass', 'attention', 'Ran out of time, ', lost);
    case 'cancelled':
      return lost === ''
        ? compose('struck_ring', 'plain', 'Cancelled')
        : compose('struck_ring', 'plain', `Cancelled, ${lost}`);
    case 'failed':
      return compose('diamond', 'bad', '', job.sentAt === null ? 'Not sent' : 'Refused');
    case 'in_progress':
    case null:
      return compose('ring', 'plain', 'Running');
  }
}

function describeUnsent(
  hold: Hold | null,
  compose: (shape: StatusShape, tone: StatusTone, text: string) => StatusWords,
): StatusWords {
  if (hold === null) return compose('clock', 'plain', 'Waiting to be sent');
  if (holdsThatNeedAPerson.includes(hold.kind)) return compose('clock', 'attention', 'Waiting for you');
  return compose('clock', 'plain', hold.kind === 'token_limit' ? 'Waiting for room' : 'Waiting to be sent');
}

/** "214 failed, 2 missing, 10 not answered"; empty when nothing was lost. */
function lostOf({ counts }: JobView, locale: string): string {
  const parts = [
    ...(counts.failed > 0 ? [`${formatNumber(counts.failed, locale)} failed`] : []),
    ...(counts.missing > 0 ? [`${formatNumber(counts.missing, locale)} missing`] : []),
    ...(counts.notAnswered > 0 ? [`${formatNumber(counts.notAnswered, locale)} not answered`] : []),
  ];
  return parts.join(', ');
}
