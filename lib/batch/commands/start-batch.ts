import { jobLimitsOf } from '#lib/batch/parts/job-limits.ts';
import { getConnection } from '#lib/batch/store/get-connection.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { emptyCounts } from '#lib/record/attempts.ts';
import { endpointUrlOf } from '#lib/record/endpoint.ts';
import { addEvent } from '#lib/record/events.ts';
import { whyNotStartable } from '#lib/record/obstacles.ts';
import type { AttemptRecord, BatchRecord } from '#lib/record/record.ts';
import { startBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { type StartedAttempt, beginAttempt } from './begin-attempt.ts';
import { applyChoices } from './keep-batch.ts';

/**
 * Starts a batch: attempt 1 with every good line. The same token again gives the same attempt. Throws
 * `WrongStateError` with the reason when the batch cannot be started, and `InvalidInputError` when its provider could never
 * take it; nothing changes then.
 */
export const startBatch = defineVerb({ name: 'startBatch', right: 'run', input: startBatchInput, run });

async function run(ctx: Context, { token, ...choices }: Parsed<typeof startBatchInput>): Promise<StartedAttempt> {
  if (choices.connectionId !== undefined) await getConnection(ctx, choices.connectionId);
  const { record: stored } = await getStoredBatch(ctx, choices.batchId);
  if (stored.attempts.length === 0)
    await assertSendable(ctx, { ...stored, connectionId: choices.connectionId ?? stored.connectionId });
  const { value } = await updateBatch(ctx, choices.batchId, (draft) => {
    const [first] = draft.attempts;
    if (first?.token === token) return { attempt: first.number, requests: first.requests };
    const before = { isListed: draft.isListed, cancelRequestedAt: draft.cancelRequestedAt };
    if (first === undefined) applyChoices(ctx, draft, choices);
    const obstacle = whyNotStartable(draft);
    if (obstacle !== null) throw new WrongStateError(obstacle);
    return beginFirstAttempt(ctx, draft, token, before);
  });
  const connectionId = choices.connectionId ?? stored.connectionId;
  if (connectionId !== null) await ctx.connections.update(connectionId, { lastUsedAt: ctx.clock.now() });
  return value;
}

function beginFirstAttempt(
  ctx: Context,
  draft: BatchRecord,
  token: string,
  before: AttemptRecord['before'],
): StartedAttempt {
  const requests = draft.check?.requests ?? 0;
  beginAttempt(ctx, draft, { number: 1, token, before, scope: 'start', requests, selectionKey: null });
  draft.counts = emptyCounts(requests);
  addEvent(draft, stampOf(ctx), { kind: 'started', data: { requests } });
  return { attempt: 1, requests };
}

/** What this provider can never take is refused before anything is sent. Also throws when no connection is chosen. */
async function assertSendable(ctx: Context, record: BatchRecord): Promise<void> {
  const provider = await ctx.providers.forConnection(record.connectionId);
  const url = endpointUrlOf(record);
  const obstacle = url === null ? null : provider.whyNotSendable({ url, completionWindow: record.completionWindow });
  if (obstacle !== null) throw new InvalidInputError(obstacle);
  assertLinesFit(provider, record);
}

function assertLinesFit({ name, limits }: Provider, record: BatchRecord): void {
  const { maxBytes } = jobLimitsOf(limits);
  const longest = (record.check?.longestLineBytes ?? 0) + 1;
  const most = Math.min(maxBytes, limits.maxLineBytes ?? Infinity);
  if (longest <= most) return;
  const place = most < maxBytes ? 'line' : 'job';
  throw new InvalidInputError(
    `The longest line has ${longest.toLocaleString('en')} bytes, and ${name} takes ${most.toLocaleString('en')} in a ${place}. ` +
      'Shorten it, or choose another connection.',
  );
}
