import { isEnded, jobStatuses, type JobStatus } from '#lib/shared/status.ts';
import type { ProviderJob, ProviderJobError } from '../provider.ts';
import type { WireJob } from './wire-schemas.ts';

/** Other spellings of OpenAI's statuses; `progress` is Novita's. */
const otherSpellings: ReadonlyMap<string, JobStatus> = new Map<string, JobStatus>([
  ['canceled', 'cancelled'],
  ['canceling', 'cancelling'],
  ['progress', 'in_progress'],
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
    counts: convertCounts(wire.request_counts),
    errors: convertErrors(wire.errors),
    metadata: convertMetadata(wire.metadata),
    createdAt: parseTime(wire.created_at),
    expiresAt: parseTime(wire.expires_at),
    endedAt: status !== null && isEnded(status) ? parseTime(wire[`${status}_at`]) : null,
  };
}

/** The provider's word in ours, whatever its letters; null when we do not know it. */
export function mapStatus(providerStatus: string): JobStatus | null {
  const word = providerStatus.trim().toLowerCase();
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

function textOrNull(value: string | null | undefined): string | null {
  return value == null || value === '' ? null : value;
}

function convertCounts(counts: WireJob['request_counts']): ProviderJob['counts'] {
  if (counts?.total == null) return null;
  const numbers = { total: counts.total, completed: counts.completed ?? 0, failed: counts.failed ?? 0 };
  return Object.values(numbers).every(isCount) ? numbers : null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function convertErrors(errors: WireJob['errors']): readonly ProviderJobError[] {
  const list = Array.isArray(errors) ? errors : (errors?.data ?? []);
  return list.map((error) => ({
    code: error.code == null ? null : String(error.code),
    message: error.message ?? '',
    param: textOrNull(error.param),
    line: error.line ?? null,
  }));
}

function convertMetadata(metadata: WireJob['metadata']): Readonly<Record<string, string>> {
  const pairs = Object.entries(metadata ?? {});
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
