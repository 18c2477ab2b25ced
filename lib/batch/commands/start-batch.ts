import { jobLimitsOf } from '#lib/batch/parts/job-limits.ts';
import { getConnection } from '#lib/batch/store/get-connection.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { ConflictError, InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { emptyCounts } from '#lib/record/attempts.ts';
import { endpointUrlOf } from '#lib/record/endpoint.ts';
import { addEvent } from '#lib/record/events.ts';
import { whyNotStartable } from '#lib/record/obstacles.ts';
import type { AttemptRecord, BatchRecord } from '#lib/record/record.ts';
import { mostPartBytes } from '#lib/record/stored-bytes.ts';
import { type StartBatchInput, startBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { type StartedAttempt, beginAttempt } from './begin-attempt.ts';
import { withRoom } from './claim-room.ts';
import { applyChoices } from './keep-batch.ts';
import { notAsShown } from './not-as-shown.ts';

/**
 * Starts a batch: attempt 1 with every good line. The same token again gives the same attempt. Throws `WrongStateError`
 * with the reason when the batch cannot be started, and `InvalidInputError` when its provider could never take it,
 * `ConflictError` when its file, or what of it can be sent, is no longer what the caller has seen; nothing changes
 * then. What is to be sent needs room in the workspace.
 */
export const startBatch = defineVerb({ name: 'startBatch', right: 'run', audit: 'batch', input: startBatchInput, run });

async function run(ctx: Context, { token, seen, ...choices }: Parsed<typeof startBatchInput>): Promise<StartedAttempt> {
  if (choices.connectionId !== undefined) await getConnection(ctx, choices.connectionId);
  const { record: stored } = await getStoredBatch(ctx, choices.batchId);
  if (stored.attempts.length === 0)
    await assertSendable(ctx, { ...stored, connectionId: choices.connectionId ?? stored.connectionId });
  const value = await withRoom(ctx, roomForParts(stored), () => begin(ctx, { token, seen, ...choices }, stored));
  const connectionId = choices.connectionId ?? stored.connectionId;
  if (connectionId !== null) await ctx.connections.update(connectionId, { lastUsedAt: ctx.clock.now() });
  return value;
}

async function begin(
  ctx: Context,
  { token, seen, ...choices }: Parsed<typeof startBatchInput>,
  stored: BatchRecord,
): Promise<StartedAttempt> {
  const { value } = await updateBatch(ctx, choices.batchId, (draft) => {
    const [first] = draft.attempts;
    if (first?.token === token) return { attempt: first.number, requests: first.requests };
    const before = { isListed: draft.isListed, cancelRequestedAt: draft.cancelRequestedAt };
    if (first === undefined) assertAsSeen(draft, seen, stored);
    if (first === undefined) applyChoices(ctx, draft, choices);
    const obstacle = whyNotStartable(draft);
    if (obstacle !== null) throw new WrongStateError(obstacle);
    return beginFirstAttempt(ctx, draft, token, before);
  });
  return value;
}

/** None for a batch that is started already: it counts there. */
function roomForParts(record: BatchRecord): { readonly bytes: number; readonly need: string } {
  const bytes = record.attempts.length === 0 ? mostPartBytes(record, record.check?.requests ?? 0) : 0;
  return { bytes, need: 'what is sent of this batch is stored too, up to' };
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

/**
 * Whoever starts agrees to one file, and to the number on the button; without `seen` to the file that was
 * looked at here.
 */
function assertAsSeen({ input, check }: BatchRecord, seen: StartBatchInput['seen'], looked: BatchRecord): void {
  if (input.sha256 !== (seen ?? looked.input).sha256)
    throw new ConflictError(
      'The file of this batch was replaced meanwhile. Nothing was sent; look at the new file, then start.',
    );
  const requests = check?.requests ?? 0;
  if (seen === undefined || requests === seen.requests) return;
  throw new ConflictError(notAsShown('batch', { requests, shown: seen.requests }));
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
