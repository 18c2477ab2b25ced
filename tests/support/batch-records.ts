import { type JobRecord, createJobRecord } from '#lib/record/job-record.ts';
import { type AttemptRecord, type BatchRecord, recordVersion } from '#lib/record/record.ts';
import { rulesVersion } from '#lib/record/rules-version.ts';
import type { Actor } from '#lib/shared/contract/actor.ts';
import { type BatchEvent, batchEventSchema } from '#lib/shared/contract/events.ts';
import { noUsage } from '#lib/shared/contract/usage.ts';

const time = '2026-11-21T12:00:00.000Z';
const user = { kind: 'user', id: 'you', name: 'test' } as const;

/** A checked draft with work for nobody, changed as the test needs it. */
export function makeBatch(id: string, changes: Partial<BatchRecord> = {}): BatchRecord {
  return {
    version: recordVersion,
    id,
    name: `Batch ${id}`,
    isListed: true,
    isSample: false,
    createdAt: time,
    createdBy: user,
    connectionId: null,
    chosenEndpoint: null,
    completionWindow: '24h',
    tokenLimit: null,
    input: { key: `batches/${id}/input.jsonl`, bytes: 100, sha256: 'a'.repeat(64), name: 'input.jsonl' },
    check: makeCheck(),
    table: null,
    leaveOutBadLines: false,
    attempts: [],
    counts: { total: 10, pending: 10, succeeded: 0, failed: 0, missing: 0 },
    curable: 0,
    untried: { failed: 0, missing: 0 },
    resultBytes: 0,
    isIndexStale: false,
    endings: { cutOff: 0, refused: 0, empty: 0 },
    usage: noUsage,
    cancelRequestedAt: null,
    removeRequestedAt: null,
    nextAt: time,
    failures: 0,
    hold: null,
    lease: null,
    formerParts: [],
    unfinishedStarts: null,
    events: [{ seq: 1, at: time, actor: user, kind: 'created', data: { file: null, bytes: null, defaultModel: null } }],
    ...changes,
  };
}

export function makeCheck(): NonNullable<BatchRecord['check']> {
  return {
    startedAt: time,
    checkedBytes: 100,
    endedAt: time,
    refusal: null,
    lines: 10,
    requests: 10,
    badLines: 0,
    endpoint: '/v1/chat/completions',
    url: '/v1/chat/completions',
    withoutUrl: 0,
    withoutMethod: 0,
    model: 'gpt-4o-mini',
    embeddingInputs: 0,
    requestBytes: 90,
    longestLineBytes: 9,
    problemGroups: [],
  };
}

export function makeAttempt(number: number, jobs: JobRecord[], changes: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    number,
    token: `attempt-token-${number}`,
    before: null,
    startedAt: time,
    startedBy: user,
    scope: 'start',
    requests: 10,
    selectionKey: null,
    isSplit: true,
    endedAt: null,
    jobs,
    ...changes,
  };
}

/** A job that the provider knows and is at work on. */
export function makeJob(id: string, changes: Partial<JobRecord> = {}): JobRecord {
  const key = `batches/b/attempts/1/${id}`;
  return {
    ...createJobRecord({
      id,
      part: 1,
      requests: 10,
      lines: null,
      payload: { key: `${key}.payload.jsonl`, bytes: 100, sha256: 'b'.repeat(64) },
      manifestKey: `${key}.manifest.jsonl`,
      token: `token-${id}`,
      tokens: null,
      nextAt: time,
    }),
    stage: 'sent',
    status: 'in_progress',
    providerStatus: 'in_progress',
    fileId: 'file-1',
    sendingAt: time,
    sentAt: time,
    providerId: `batch_${id}`,
    judgedBy: changes.stage === 'collected' ? rulesVersion : null,
    ...changes,
  };
}

/** An event as a record holds it; what `data` leaves out is not known. */
export function makeEvent(
  kind: string,
  data: Readonly<Record<string, unknown>> = {},
  actorKind: Actor['kind'] = 'worker',
): BatchEvent {
  const names = batchEventSchema.def.options
    .filter((option) => option.shape.kind.def.values.some((value) => value === kind))
    .flatMap((option) => Object.keys(option.shape.data.shape));
  const unknown = Object.fromEntries(names.map((name) => [name, null]));
  const actor = { kind: actorKind, id: actorKind, name: 'x' };
  return batchEventSchema.parse({ seq: 1, at: time, actor, kind, data: { ...unknown, ...data } });
}
