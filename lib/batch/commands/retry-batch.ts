import { addSums, applyOutcome, noSums, pendingStanding } from '#lib/batch/results/best-answer.ts';
import type { MergedOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { writeLineSelection } from '#lib/batch/results/outcome-table.ts';
import { selectForRetry } from '#lib/batch/results/retry-selection.ts';
import { selectionKey } from '#lib/batch/store/file-keys.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { ConflictError, InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { addEvent } from '#lib/record/events.ts';
import { whyNotRetryable } from '#lib/record/obstacles.ts';
import { outcomesBasis } from '#lib/record/outcomes-basis.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { mostPartBytes } from '#lib/record/stored-bytes.ts';
import { retryBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { type StartedAttempt, beginAttempt } from './begin-attempt.ts';
import { withRoom } from './claim-room.ts';
import { notAsShown } from './not-as-shown.ts';

/** What others change meanwhile is looked at anew; a batch that changes each time is left to a person. */
const maxTries = 5;

/**
 * Sends requests of an ended batch again as one more attempt. Which ones is frozen here; earlier answers stay. The same
 * token again gives the same attempt. Throws `WrongStateError` while the batch runs and when it would send more or
 * fewer requests than the page said or than the workspace has room for, `ConflictError` when it has gone on since the
 * page was loaded, `InvalidInputError` when nothing is left to send.
 */
export const retryBatch = defineVerb({ name: 'retryBatch', right: 'run', audit: 'batch', input: retryBatchInput, run });

async function run(ctx: Context, input: Parsed<typeof retryBatchInput>): Promise<StartedAttempt> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const { record } = await getStoredBatch(ctx, input.batchId);
    const begun = findBegun(record, input.token) ?? (await retryAsOf(ctx, record, input));
    if (begun !== null) return begun;
  }
  throw new ConflictError('The results of this batch have just changed. Nothing was sent; look at the retry again.');
}

/** Null when the outcomes are no longer those of `record`: what was chosen by them may have an answer by now. */
async function retryAsOf(
  ctx: Context,
  record: BatchRecord,
  { batchId, token, scope, attemptsSeen, requestsSeen }: Parsed<typeof retryBatchInput>,
): Promise<StartedAttempt | null> {
  assertRetryable(record, attemptsSeen);
  await assertConnected(ctx, record);

  const { lines, merged } = await selectForRetry(ctx, record, scope);
  if (lines.length === 0) throw new InvalidInputError('There is nothing to retry here: no request matches any more.');
  assertAsShown(lines.length, requestsSeen);
  const number = record.attempts.length + 1;
  // The token keeps two clicks at once from overwriting each other's selection.
  const key = selectionKey(batchId, number, token);
  const bytes = mostPartBytes(record, lines.length);
  return withRoom(ctx, { bytes, need: 'what is sent again is stored too, up to' }, async () => {
    await writeLineSelection(ctx, key, lines);
    return begin(ctx, record, { number, token, key, lines, scope: scope.kind, merged });
  });
}

async function begin(ctx: Context, record: BatchRecord, retry: Retry): Promise<StartedAttempt | null> {
  const basis = outcomesBasis(record);
  const { value } = await updateBatch(ctx, record.id, (draft) => {
    const begun = findBegun(draft, retry.token);
    if (begun !== null) return begun;
    assertRetryable(draft, record.attempts.length);
    if (outcomesBasis(draft) !== basis) return null;
    beginRetry(ctx, draft, retry);
    return { attempt: retry.number, requests: retry.lines.length };
  });
  return value;
}

function findBegun({ attempts }: BatchRecord, token: string): StartedAttempt | null {
  const begun = attempts.find((attempt) => attempt.token === token);
  return begun === undefined ? null : { attempt: begun.number, requests: begun.requests };
}

function assertRetryable(record: BatchRecord, attemptsSeen: number | undefined): void {
  const obstacle = whyNotRetryable(record);
  if (attemptsSeen !== undefined && attemptsSeen !== record.attempts.length) {
    throw new ConflictError('This batch was retried meanwhile. Look at it again before you send anything.');
  }
  if (obstacle !== null) throw new WrongStateError(obstacle);
}

/** What a person agrees to is the number on the button. */
function assertAsShown(requests: number, requestsSeen: number | undefined): void {
  if (requestsSeen === undefined || requestsSeen === requests) return;
  throw new WrongStateError(notAsShown('retry', { requests, shown: requestsSeen }));
}

async function assertConnected(ctx: Context, { connectionId }: BatchRecord): Promise<void> {
  if (connectionId === null) {
    if (ctx.actor.kind === 'script') return;
    throw new WrongStateError('A script sent this batch with a client of its own. Retry it from that script.');
  }
  if ((await ctx.connections.findSettings(connectionId)) !== null) return;
  throw new WrongStateError(
    'The connection of this batch was removed, so nothing can be sent again. Download the failed requests and start them as a new batch.',
  );
}

interface Retry {
  readonly number: number;
  readonly token: string;
  readonly key: string;
  readonly lines: Uint32Array;
  readonly scope: string;
  readonly merged: MergedOutcomes;
}

function beginRetry(ctx: Context, draft: BatchRecord, retry: Retry): void {
  const { number, token, key, lines, scope } = retry;
  const before = { isListed: draft.isListed, cancelRequestedAt: draft.cancelRequestedAt };
  beginAttempt(ctx, draft, { number, token, before, scope, requests: lines.length, selectionKey: key });
  const change = noSums();
  for (const line of lines) applyOutcome(change, retry.merged.standingOf(line), pendingStanding);
  addSums(draft, change);
  draft.cancelRequestedAt = null;
  addEvent(draft, stampOf(ctx), { kind: 'retried', data: { attempt: number, requests: lines.length, scope } });
}
