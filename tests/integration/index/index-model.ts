import type { IndexedRequest, IndexedResult, JobReference } from '#lib/contracts/request-index.ts';
import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import { normaliseMessage } from '#lib/jsonl/normalise-message.ts';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';

interface ModelResult {
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly jobId: string;
  readonly offset: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly statusCode: number | null;
}

const ranks: Readonly<Record<Outcome, number>> = { pending: 0, succeeded: 1, failed: 2, missing: 3 };

/** The rules of the request index, as plainly as they can be put. */
export class IndexModel {
  readonly requests = new Map<number, IndexedRequest>();
  readonly results = new Map<number, Map<number, ModelResult>>();

  writeRequests(requests: readonly IndexedRequest[]): void {
    this.requests.clear();
    this.results.clear();
    for (const request of requests) this.requests.set(request.line, request);
  }

  openAttempt(attempt: number, lines: readonly number[]): void {
    for (const line of lines)
      if (!this.isAnswered(line, attempt))
        this.rowsOf(line).set(attempt, { ...nothing, attempt, outcome: 'pending', jobId: '' });
  }

  withdrawAttempt(attempt: number, lines: readonly number[]): void {
    for (const line of lines) if (!this.isAnswered(line, attempt)) this.rowsOf(line).delete(attempt);
  }

  writeResults({ attempt, jobId }: JobReference, rows: readonly IndexedResult[]): void {
    for (const { line, outcome, offset, errorCode, message, statusCode } of rows) {
      this.rowsOf(line).set(attempt, { attempt, jobId, outcome, offset, errorCode, message, statusCode });
    }
  }

  writeMissing({ attempt, jobId }: JobReference, lines: readonly number[], reason: string): void {
    for (const line of lines) {
      if (this.isAnswered(line, attempt)) continue;
      this.rowsOf(line).set(attempt, { ...nothing, attempt, jobId, outcome: 'missing', errorCode: reason });
    }
  }

  isAnswered(line: number, attempt: number): boolean {
    const outcome = this.rowsOf(line).get(attempt)?.outcome;
    return outcome === 'succeeded' || outcome === 'failed';
  }

  rowsOf(line: number): Map<number, ModelResult> {
    const rows = this.results.get(line) ?? new Map<number, ModelResult>();
    this.results.set(line, rows);
    return rows;
  }

  current(line: number): ModelResult | null {
    const rows = [...(this.results.get(line)?.values() ?? [])];
    return rows.toSorted((a, b) => ranks[a.outcome] - ranks[b.outcome] || b.attempt - a.attempt)[0] ?? null;
  }

  outcomeOf(line: number): Outcome {
    return this.current(line)?.outcome ?? 'pending';
  }

  causeOf(line: number): string | null {
    const current = this.current(line);
    if (current === null || current.outcome === 'pending' || current.outcome === 'succeeded') return null;
    const { outcome, statusCode, errorCode, message } = current;
    return JSON.stringify([outcome, statusCode, errorCode, message === null ? null : normaliseMessage(message)]);
  }

  /** Lines that a query finds, all pages of them. */
  find({ outcome, customId, customIds }: Omit<RequestQuery, 'limit' | 'after' | 'causeId'>): number[] {
    const all = [...this.requests.values()].toSorted((a, b) => a.line - b.line);
    const wanted = all.filter(({ line }) => outcome === undefined || this.outcomeOf(line) === outcome);
    const lines = (rows: readonly IndexedRequest[]): number[] => rows.map(({ line }) => line);
    if (customIds !== undefined) return lines(wanted.filter((request) => customIds.includes(request.customId)));
    if (customId === undefined) return lines(wanted);
    const exact = wanted.filter((request) => request.customId === customId);
    if (exact.length > 0) return lines(exact);
    return lines(
      wanted.filter((request) =>
        customId.length >= 3 ? request.customId.includes(customId) : request.customId.startsWith(customId),
      ),
    );
  }

  causes(): Map<string, number[]> {
    const causes = new Map<string, number[]>();
    for (const line of this.find({})) {
      const cause = this.causeOf(line);
      if (cause !== null) causes.set(cause, [...(causes.get(cause) ?? []), line]);
    }
    return causes;
  }
}

const nothing = { offset: null, errorCode: null, message: null, statusCode: null };

export function makeRequest(line: number, customId: string): IndexedRequest {
  return { line, customId, customIdSha256: hashCustomId(customId), offset: line * 1000, length: 999 };
}

export function makeResult(line: number, changes: Partial<IndexedResult> = {}): IndexedResult {
  return {
    line,
    outcome: 'succeeded',
    file: 'output',
    offset: line * 10,
    length: 9,
    statusCode: 200,
    errorCode: null,
    message: null,
    inputTokens: 10,
    cachedTokens: 4,
    outputTokens: 20,
    reasoningTokens: null,
    model: 'gpt-4o-mini',
    ended: 'complete',
    replacesEarlier: false,
    ...changes,
  };
}
