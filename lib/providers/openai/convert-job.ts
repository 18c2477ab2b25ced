import type { ProviderJob, ProviderJobError } from '#lib/contracts/provider.ts';
import { isEnded, jobStatuses, type JobStatus } from '#lib/shared/contract/status.ts';
import type { WireJob } from './wire-schemas.ts';

/** Other words for OpenAI's statuses; `progress` is Novita's, `in_queue` SiliconFlow's. */
const otherSpellings: ReadonlyMap<string, JobStatus> = new Map<string, JobStatus>([
  ['canceled', 'cancelled'],
  ['canceling', 'cancelling'],
  ['progress', 'in_progress'],
  ['in_queue', 'validating'],
]);

/** Reads a job as the provider describes it. A word or a time that makes no sense becomes null; nothing is guessed. */
export function convertJob(wire: WireJob): ProviderJob {
  const status = mapStatus(wire.status);
  return {
    id: wire.id,
    status,
    providerStatus: wire.status,
    inputFileId: textOrNull(wire.input_file_id),
    outputFileId: textOrNull(wire.output_file_id),
    errorFileId: textOrNull(wire.error_file_id),
    oddFiles: findOddFiles(wire),
    counts: convertCounts(wire.request_counts ?? wire),
    errors: convertErrors(wire),
    metadata: convertMetadata(wire.metadata),
    createdAt: parseTime(wire.created_at),
    expiresAt: parseTime(wire.expires_at) ?? parseTime(wire.job_deadline),
    // Azure and Together give the end of a failed job as completed_at.
    endedAt:
      status !== null && isEnded(status) ? (parseTime(wire[`${status}_at`]) ?? parseTime(wire.completed_at)) : null,
  };
}

/**
 * The provider's word in ours, written `in_progress`, `IN_PROGRESS`, `InProgress` or `in progress`; null when
 * we do not know it.
 */
export function mapStatus(providerStatus: string): JobStatus | null {
  const word = providerStatus
    .trim()
    .replaceAll(/(?<=[a-z])(?=[A-Z])|[\s-]+/g, '_')
    .toLowerCase();
  return jobStatuses.find((status) => status === word) ?? otherSpellings.get(word) ?? null;
}

/** After the year 9999 ISO times are written in another way: such a number was meant as milliseconds, or as nothing. */
const latestTimeMs = Date.UTC(9999, 11, 31);

/** Times come as Unix seconds, as a text of those, or as ISO text. Anything else, such as 0, is no time. */
export function parseTime(value: string | number | null | undefined): Date | null {
  const seconds = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  const timeMs = typeof seconds === 'number' ? seconds * 1000 : Date.parse(seconds ?? '');
  return timeMs > 0 && timeMs < latestTimeMs ? new Date(timeMs) : null;
}

function findOddFiles(wire: WireJob): ProviderJob['oddFiles'] {
  const files = [
    ['output', wire.output_file_id],
    ['errors', wire.error_file_id],
  ] as const;
  return files.flatMap(([file, id]) => (isOdd(id) ? [file] : []));
}

/** Neither the id of a file nor one of the ways in which providers say that there is none. */
function isOdd(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'string';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function convertCounts(counts: Pick<WireJob, 'total' | 'completed' | 'failed'>): ProviderJob['counts'] {
  if (counts.total == null) return null;
  const numbers = { total: counts.total, completed: counts.completed ?? 0, failed: counts.failed ?? 0 };
  return Object.values(numbers).every(isCount) ? numbers : null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function convertErrors({ errors, error }: WireJob): readonly ProviderJobError[] {
  const told = [errors, error].filter(isText).map((message) => ({ code: null, message, param: null, line: null }));
  if (errors == null || typeof errors === 'string') return told;
  const list = Array.isArray(errors) ? errors : (errors.data ?? []);
  const listed = list.map((item) => ({
    code: item.code == null ? null : String(item.code),
    message: item.message ?? '',
    param: textOrNull(item.param),
    line: item.line ?? null,
  }));
  return [...listed, ...told];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function convertMetadata(metadata: WireJob['metadata']): Readonly<Record<string, string>> {
  const pairs = Object.entries(metadata ?? {});
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
