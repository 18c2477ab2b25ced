import { formatInputRow } from '#lib/batch/parts/input-index.ts';
import { inputIndexKey, problemsKey } from '#lib/batch/store/file-keys.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { IndexedRequest } from '#lib/contracts/request-index.ts';
import { type CheckSummary, type CheckerOptions, LineChecker } from '#lib/dialects/openai/check-lines.ts';
import { sniffBytes, sniffFile } from '#lib/dialects/openai/sniff-file.ts';
import { type JsonlLine, readLines } from '#lib/jsonl/read-lines.ts';
import { toJsonLine } from '#lib/jsonl/write-lines.ts';
import { emptyCounts } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord, CheckRecord } from '#lib/record/record.ts';
import { newTable } from '#lib/record/table-record.ts';
import { isTableRefusal } from '#lib/shared/contract/problem-codes.ts';
import { type Problem, groupParam, refuseFile } from '#lib/shared/words/problem.ts';
import { allOrNothing, createChannel } from '#lib/streams/channel.ts';

/** How often a running check says how far it has come. */
const progressMs = 1_000;

/**
 * Reads the input file once: checks every line, indexes the good ones and lists the problems of the others.
 * Broken off and done again it gives the same.
 */
export async function checkBatch(ctx: Context, input: { readonly batchId: string }): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    record.attempts.length === 0 &&
    (record.check === null || record.check.endedAt === null) &&
    isDueBy(ctx, record.nextAt);
  await withLease(ctx, { batchId: input.batchId, jobId: null, step: 'check' }, isDue, async (lease) => {
    const startedAt = ctx.clock.now().toISOString();
    const refusal = await refuseByFirstBytes(ctx, lease.record);
    const isTable = isTableFile(lease.record, refusal);
    const check = refusal === null ? await checkLines(ctx, lease, startedAt) : refusedCheck(startedAt, refusal);
    // The index may still hold the requests of a file that this one replaced.
    if (refusal !== null) await ctx.storage.index?.removeBatch(input.batchId);
    await lease.save((draft) => {
      const now = ctx.clock.now();
      draft.check = { ...check, checkedBytes: draft.input.bytes, endedAt: now.toISOString() };
      if (isTable) draft.table ??= newTable(draft.input);
      draft.counts = emptyCounts(check.requests);
      draft.failures = 0;
      endHold(draft, draft, stampOf(ctx));
      // That a table is no file of requests is no news.
      if (draft.table !== null && check.refusal !== null) return;
      addEvent(draft, stampOf(ctx), {
        kind: 'checked',
        data: { requests: check.requests, badLines: check.badLines, refused: check.refusal?.code ?? null },
      });
    });
  });
}

/** True for a file of which requests can be made, if it can be read at all. */
function isTableFile({ table, input }: BatchRecord, refusal: Problem | null): boolean {
  return table === null && refusal !== null && isTableRefusal(refusal.code, input.name);
}

async function refuseByFirstBytes(ctx: Context, record: BatchRecord): Promise<Problem | null> {
  const { table, input } = record;
  const found = await sniffInput(ctx, record);
  // Somebody has said that it is a table.
  return found === null && table?.source.key === input.key ? refuseFile('csv_file') : found;
}

async function sniffInput(ctx: Context, record: BatchRecord): Promise<Problem | null> {
  const end = Math.min(sniffBytes, record.input.bytes);
  const chunks: Uint8Array[] = [];
  if (end > 0) for await (const chunk of ctx.files.read(record.input.key, { start: 0, end })) chunks.push(chunk);
  return sniffFile(Buffer.concat(chunks), end === record.input.bytes);
}

/** Reads the file, and once more where the first reading shows that most lines go elsewhere than the first one. */
async function checkLines(ctx: Context, lease: HeldLease, startedAt: string): Promise<CheckRecord> {
  const { chosenEndpoint: chosenUrl } = lease.record;
  const first = await readOnce(ctx, lease, startedAt, { chosenUrl });
  if (first.majority === null) return first.check;
  return (await readOnce(ctx, lease, startedAt, { ...first.majority, chosenUrl })).check;
}

interface Reading {
  readonly check: CheckRecord;
  readonly majority: CheckSummary['majority'];
}

async function readOnce(ctx: Context, lease: HeldLease, startedAt: string, options: CheckerOptions): Promise<Reading> {
  const { id: batchId, input } = lease.record;
  const checker = new LineChecker(options);
  const requests = createChannel<readonly IndexedRequest[]>();
  const rows = createChannel<Uint8Array>();
  const problems = createChannel<Uint8Array>();
  const groups = new Map<string, CheckRecord['problemGroups'][number]>();
  let requestBytes = 0;

  const produce = async (): Promise<CheckSummary> => {
    let savedAt = ctx.clock.now().getTime();
    for await (const lines of readLines(ctx.files.read(input.key, undefined, { reusesChunk: true }))) {
      lease.signal.throwIfAborted();
      const found = checkChunk(checker, lines);
      for (const problem of found.problems) countProblem(groups, problem);
      for (const request of found.requests) requestBytes += request.length;
      if (ctx.storage.index !== undefined) await requests.push(found.requests);
      await rows.push(Buffer.from(found.rows));
      if (found.problems.length > 0) await problems.push(Buffer.from(found.problems.map(toJsonLine).join('')));
      const now = ctx.clock.now().getTime();
      if (now - savedAt < progressMs) continue;
      savedAt = now;
      const checkedBytes = lines.at(-1)?.nextOffset ?? 0;
      await lease.save((draft) => void (draft.check = { ...emptyCheck(startedAt), checkedBytes }));
    }
    // Nothing is committed to the index for a file that has been replaced meanwhile.
    await lease.save(() => undefined);
    await Promise.all([requests.end(), rows.end(), problems.end()]);
    return checker.finish();
  };
  const summary = await allOrNothing(
    [requests, rows, problems],
    [
      produce(),
      ctx.storage.index?.writeRequests(batchId, requests.items),
      ctx.files.write(inputIndexKey(input), rows.items, { signal: lease.signal }),
      ctx.files.write(problemsKey(input), problems.items, { signal: lease.signal }),
    ],
  );
  const { refusal, majority, ...counted } = summary;
  const check = {
    ...emptyCheck(startedAt),
    ...counted,
    requestBytes,
    refusal: refusal === null ? null : { code: refusal.code, facts: {} },
    problemGroups: [...groups.values()].toSorted((a, b) => a.severity.localeCompare(b.severity) || b.count - a.count),
  };
  return { check, majority };
}

function checkChunk(checker: LineChecker, lines: readonly JsonlLine[]) {
  const requests: IndexedRequest[] = [];
  const problems: Problem[] = [];
  let rows = '';
  for (const line of lines) {
    const result = checker.check(line);
    problems.push(...result.problems);
    if (result.request === null) continue;
    requests.push(result.request);
    rows += formatInputRow({ ...result.request, embeddingInputs: result.request.inputCount });
  }
  return { requests, problems, rows };
}

function countProblem(groups: Map<string, CheckRecord['problemGroups'][number]>, problem: Problem): void {
  const param = groupParam(problem);
  const key = JSON.stringify([problem.code, param]);
  const group = groups.get(key) ?? { code: problem.code, severity: problem.severity, param, count: 0 };
  groups.set(key, { ...group, count: group.count + 1 });
}

function emptyCheck(startedAt: string): CheckRecord {
  return {
    startedAt,
    checkedBytes: 0,
    endedAt: null,
    refusal: null,
    lines: 0,
    requests: 0,
    badLines: 0,
    endpoint: null,
    url: null,
    withoutUrl: 0,
    withoutMethod: 0,
    model: null,
    embeddingInputs: 0,
    requestBytes: 0,
    longestLineBytes: 0,
    problemGroups: [],
  };
}

function refusedCheck(startedAt: string, refusal: Problem): CheckRecord {
  return { ...emptyCheck(startedAt), refusal: { code: refusal.code, facts: {} } };
}
