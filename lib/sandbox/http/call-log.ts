import type { OperationName } from './operations.ts';

/** One call that the sandbox served, for tests that count them. */
export interface LoggedCall {
  readonly at: string;
  readonly operation: OperationName;
  readonly method: string;
  readonly path: string;
  /** Null when the connection was broken instead of answered. */
  readonly statusCode: number | null;
  /** The kind of fault that struck it, if any. */
  readonly fault: string | null;
  readonly requestId: string;
}

const maxCalls = 10_000;

/** The last calls and the number of all of them by operation, since this process began. */
export interface CallLog {
  add(call: LoggedCall): void;
  view(): { readonly counts: Readonly<Record<string, number>>; readonly calls: readonly LoggedCall[] };
}

export function createCallLog(): CallLog {
  const calls: LoggedCall[] = [];
  const counts = new Map<string, number>();
  return {
    add(call) {
      counts.set(call.operation, (counts.get(call.operation) ?? 0) + 1);
      calls.push(call);
      if (calls.length > maxCalls) calls.shift();
    },
    view: () => ({ counts: Object.fromEntries(counts), calls }),
  };
}
