import type { AttemptRecord, BatchRecord, JobRecord } from '#lib/record/record.ts';

const time = '2026-11-21T12:00:00.000Z';
const user = { kind: 'user', name: 'test' } as const;

/** A checked draft with work for nobody, changed as the test needs it. */
export function makeBatch(id: string, changes: Partial<BatchRecord> = {}): BatchRecord {
  return {
    version: 1,
    id,
    name: `Batch ${id}`,
    isListed: true,
    isSample: false,
    createdAt: time,
    createdBy: user,
    connectionId: null,
    completionWindow: '24h',
    tokenLimit: null,
    input: { key: `batches/${id}/input.jsonl`, bytes: 100, sha256: 'a'.repeat(64), name: 'input.jsonl' },
    check: makeCheck(),
    leaveOutBadLines: false,
    attempts: [],
    counts: { total: 10, pending: 10, succeeded: 0, failed: 0, missing: 0 },
    curable: 0,
    resultBytes: 0,
    usage: { inputTokens: 0, outputTokens: 0 },
    cancelRequestedAt: null,
    removeRequestedAt: null,
    nextAt: time,
    failures: 0,
    hold: null,
    lease: null,
    events: [{ seq: 1, at: time, actor: user, kind: 'created', data: {} }],
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
    id,
    part: 1,
    stage: 'sent',
    status: 'in_progress',
    providerStatus: 'in_progress',
    requests: 10,
    lines: null,
    payload: { key: `${key}.payload.jsonl`, bytes: 100, sha256: 'b'.repeat(64) },
    manifestKey: `${key}.manifest.jsonl`,
    token: `token-${id}`,
    fileId: 'file-1',
    sendingAt: time,
    sentAgainAt: null,
    providerId: `batch_${id}`,
    providerCounts: null,
    providerErrors: [],
    outputFileId: null,
    errorFileId: null,
    output: null,
    errors: null,
    counts: null,
    tokens: null,
    refusedProviderIds: [],
    tokenRefusals: 0,
    lonelyRefusals: 0,
    outcomesKey: null,
    usage: null,
    warnings: [],
    sentAt: time,
    expiresAt: null,
    endedAt: null,
    collectedAt: null,
    nextAt: time,
    failures: 0,
    notFoundLooks: 0,
    notFoundSince: null,
    unreadableLooks: 0,
    unreadableSince: null,
    resultTroubles: { looks: 0, since: null },
    givenUpFileIds: [],
    cancelSentAt: null,
    cancelRefused: null,
    hold: null,
    lease: null,
    ...changes,
  };
}
