import { type JobLimits, jobLimitsOf } from '#lib/batch/parts/job-limits.ts';
import { placesInPart, readManifest } from '#lib/batch/parts/manifest.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { disagreesWithIndex } from '#lib/batch/store/request-index.ts';
import type { ConnectionSettings } from '#lib/contracts/connection-store.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { jobsOfAttempts } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView, RequestPlace } from '#lib/shared/contract/batch-view.ts';
import { can, canRemoveBatch } from '#lib/shared/contract/rights.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { type ViewFacts, viewBatch } from './view-batch.ts';
import { withoutPaths } from './without-paths.ts';

/** The batch as its page shows it; who may not change connections sees no path of one. Throws `NotFoundError`. */
export const getBatch = defineVerb({ name: 'getBatch', right: 'see', audit: 'none', input: batchIdInput, run });

async function run(ctx: Context, { batchId }: Parsed<typeof batchIdInput>): Promise<BatchView> {
  const { record } = await getStoredBatch(ctx, batchId);
  const [connection, inputBytes, isIndexWrong, places, names] = await Promise.all([
    record.connectionId === null ? null : ctx.connections.findSettings(record.connectionId),
    ctx.files.size(record.input.key),
    disagreesWithIndex(ctx, record),
    findPlaces(ctx, record),
    ctx.namesOf(peopleOf(record)),
  ]);
  const view = viewBatch(record, {
    connection: connection === null ? null : { id: connection.id, name: connection.name, kind: connection.kind },
    limits: connection === null ? null : await findLimits(ctx, connection),
    isInputStored: inputBytes !== null,
    names,
    canRemove: canRemoveBatch(ctx.role, { isOwn: record.createdBy.id === ctx.actor.id }),
    isIndexWrong,
    places,
  });
  return can(ctx.role, 'admin') ? view : withoutPaths(view);
}

function peopleOf({ createdBy, attempts, events }: BatchRecord): readonly string[] {
  const actors = [createdBy, ...attempts.map(({ startedBy }) => startedBy), ...events.map(({ actor }) => actor)];
  return [...new Set(actors.filter(({ kind }) => kind === 'user').map(({ id }) => id))];
}

/** The chosen connection's limits; null without one, or when it cannot be used just now. */
async function findLimits({ providers }: Context, connection: ConnectionSettings): Promise<JobLimits | null> {
  if (providers.limitsOf !== undefined) return jobLimitsOf(providers.limitsOf(connection));
  try {
    return jobLimitsOf((await providers.forConnection(connection.id)).limits);
  } catch (error) {
    if (AppError.is(error)) return null;
    throw error;
  }
}

/** What is damaged or gone names no line, and the page is shown all the same. */
async function findPlaces(ctx: Context, { attempts }: BatchRecord): Promise<ViewFacts['places']> {
  const found = new Map<string, ReadonlyMap<number, RequestPlace>>();
  for (const { id, manifestKey, providerErrors } of jobsOfAttempts(attempts)) {
    const lines = providerErrors.flatMap(({ line }) => line ?? []);
    if (lines.length === 0) continue;
    try {
      found.set(id, placesInPart(await readManifest(ctx, manifestKey), lines));
    } catch (error) {
      if (!AppError.is(error)) throw error;
      ctx.log.warn('lines of a refused job not found', { jobId: id }, error);
    }
  }
  return found;
}
