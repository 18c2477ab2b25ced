import { isEnded } from '#lib/shared/contract/status.ts';
import type { JobEngine, JobView } from '../jobs/job-engine.ts';
import { convertToWireJob, type WireJob } from '../jobs/wire-job.ts';
import { ApiFailure } from './api-failure.ts';
import { parseCreateJobBody } from './create-job-body.ts';
import type { Fault } from './faults.ts';
import { convertToWireList, pageAfter, parseLimit } from './list-page.ts';
import { compactReply, prettyReply, type Reply } from './replies.ts';

const listBounds = { defaultLimit: 20, maxLimit: 100 };

/** A file that does not exist is no reason to refuse: OpenAI takes the job and fails it in validation. */
export async function createBatch(engine: JobEngine, body: unknown, fault: Fault | null): Promise<Reply> {
  const created = await engine.create(parseCreateJobBody(body));
  return prettyReply(describe(created, fault));
}

export async function retrieveBatch(engine: JobEngine, id: string, fault: Fault | null): Promise<Reply> {
  return prettyReply(describe(await getBatch(engine, id), fault));
}

export async function listBatches(
  engine: JobEngine,
  query: URLSearchParams,
  fault: Fault | null,
  nowMs: number,
): Promise<Reply> {
  const limit = parseLimit(query, listBounds);
  const hiddenSinceMs = fault?.kind === 'lagging_list' ? nowMs - fault.seconds * 1000 : nowMs;
  const shown = engine.list().filter((job) => job.createdAtMs <= hiddenSinceMs);
  const page = pageAfter(shown, query.get('after'), limit, unknownBatch);
  const data = await Promise.all(page.items.map(async ({ id }) => describe(await getBatch(engine, id), fault)));
  return prettyReply(convertToWireList(data, page.hasMore));
}

/** A finished job gives 409, a cancelled one is returned as it is, and so is one that is being cancelled. */
export async function cancelBatch(engine: JobEngine, id: string, fault: Fault | null): Promise<Reply> {
  const view = await getBatch(engine, id);
  const { status } = view.moment;
  if (status === 'cancelled' || status === 'cancelling') return compactReply(describe(view, fault));
  if (isEnded(status)) throw new ApiFailure(409, `Cannot cancel a batch with status '${status}'.`);
  return compactReply(describe((await engine.cancel(id)) ?? view, fault));
}

async function getBatch(engine: JobEngine, id: string): Promise<JobView> {
  const view = await engine.look(id);
  if (view === null) throw unknownBatch(id);
  return view;
}

function unknownBatch(id: string): ApiFailure {
  return new ApiFailure(404, `No batch found with id '${id}'.`);
}

function describe({ job, moment }: JobView, fault: Fault | null): WireJob {
  const wire = convertToWireJob(job, moment);
  switch (fault?.kind) {
    case 'lying_counts':
      return { ...wire, request_counts: fault.counts };
    case 'unknown_status':
      return { ...wire, status: fault.status };
    case 'empty_file_ids':
      return { ...wire, output_file_id: wire.output_file_id ?? '', error_file_id: wire.error_file_id ?? '' };
    default:
      return wire;
  }
}
