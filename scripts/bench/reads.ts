import { customIdOf } from './generate/custom-ids.ts';

/** What a page asks for, as its path of the API and the parameters in it. */
export interface Read {
  readonly name: string;
  readonly target: 'list' | 'summary' | 'detail' | 'requests' | 'request' | 'causes';
  /** Of the n-th call; `lines` is how many requests the batch has. */
  readonly parameters: (n: number, lines: number) => Readonly<Record<string, string>>;
  /** Each call goes on where the one before ended. */
  readonly isPaged?: boolean;
}

const none = (): Readonly<Record<string, string>> => ({});

/**
 * The reads that `docs/performance.md` promises to be quick, each on what takes longest: one million of them,
 * or ten thousand.
 */
export const reads: readonly Read[] = [
  { name: 'batches, page by page', target: 'list', parameters: none, isPaged: true },
  { name: 'batches by part of a name', target: 'list', parameters: (n) => ({ search: `-${1000 + n}` }) },
  { name: 'batches by a word of all names', target: 'list', parameters: () => ({ search: 'weekly' }), isPaged: true },
  { name: 'batches by status', target: 'list', parameters: () => ({ status: 'expired' }), isPaged: true },
  { name: 'summary over the list', target: 'summary', parameters: none },
  { name: 'batch', target: 'detail', parameters: none },
  { name: 'requests, page by page', target: 'requests', parameters: none, isPaged: true },
  {
    name: 'failed requests, page by page',
    target: 'requests',
    parameters: () => ({ outcome: 'failed' }),
    isPaged: true,
  },
  { name: 'causes', target: 'causes', parameters: none },
  { name: 'custom_id, exact', target: 'requests', parameters: (n, lines) => ({ customId: idAt(n, lines) }) },
  {
    name: 'custom_id, prefix of a few',
    target: 'requests',
    parameters: (n, lines) => ({ customId: idAt(n, lines).slice(0, -11) }),
  },
  { name: 'custom_id, prefix of most', target: 'requests', parameters: () => ({ customId: 'eu-' }), isPaged: true },
  {
    name: 'custom_id, part of a few',
    target: 'requests',
    parameters: (n, lines) => ({ customId: idAt(n, lines).slice(-12, -5) }),
  },
  { name: 'custom_id, part of most', target: 'requests', parameters: () => ({ customId: 'returns' }), isPaged: true },
  {
    name: 'custom_id, part of failed ones',
    target: 'requests',
    parameters: (n) => ({ customId: `00${n % 10}`, outcome: 'failed' }),
  },
  { name: 'one request', target: 'request', parameters: (n, lines) => ({ line: String(lineAt(n, lines)) }) },
];

function idAt(n: number, lines: number): string {
  return customIdOf(lineAt(n, lines));
}

/** Spread over the whole file, in no order. */
function lineAt(n: number, lines: number): number {
  return 1 + ((Math.imul(n + 1, 0x9e3779b1) >>> 0) % lines);
}
