/** One line of the report. */
export interface Measurement {
  readonly work: string;
  readonly measured: string;
  readonly floor: string;
  /** The measured figure over the floor, or what it is above it. */
  readonly ratio: string;
  readonly bound: string;
  readonly isMet: boolean;
}

const mebibyte = 1024 * 1024;
const memoryBoundBytes = 150 * mebibyte;
const transferBoundBytes = 120_000;
const readBoundMs = 50;

export interface Compared {
  readonly work: string;
  /** What the floor consists of. */
  readonly floor: string;
  readonly rounds: readonly Round[];
  readonly bound: number;
}

/** Work and floor, measured close to each other: what else the machine does slows down both. */
export interface Round {
  readonly workMs: number;
  readonly floorMs: number;
}

/** A work that may take so many times as long as the least that it can consist of. */
export function compareWithFloor({ work, floor, rounds, bound }: Compared): Measurement {
  const ratio = median(rounds.map(({ workMs, floorMs }) => workMs / floorMs));
  return {
    work,
    measured: seconds(median(rounds.map(({ workMs }) => workMs))),
    floor: `${seconds(median(rounds.map(({ floorMs }) => floorMs)))} ${floor}`,
    ratio: `${ratio.toFixed(2)} ×`,
    bound: `${bound} ×`,
    isMet: ratio <= bound,
  };
}

/** The most memory that a process held while working, against an idle one of the same imports. */
export function compareMemory(process: string, peakBytes: number, idleBytes: number): Measurement {
  const extraBytes = peakBytes - idleBytes;
  return {
    work: `memory of the ${process}`,
    measured: megabytes(peakBytes),
    floor: `${megabytes(idleBytes)} idle`,
    ratio: `+ ${megabytes(extraBytes)}`,
    bound: `+ ${megabytes(memoryBoundBytes)}`,
    isMet: extraBytes <= memoryBoundBytes,
  };
}

/** What a browser has to fetch, against what it fetches for an empty page. */
export function compareTransfer(options: {
  readonly work: string;
  readonly bytes: number;
  readonly floorBytes: number;
}): Measurement {
  const { work, bytes, floorBytes } = options;
  const extraBytes = bytes - floorBytes;
  return {
    work,
    measured: kilobytes(bytes),
    floor: `${kilobytes(floorBytes)} on an empty page`,
    ratio: `+ ${kilobytes(extraBytes)}`,
    bound: `+ ${kilobytes(transferBoundBytes)}`,
    isMet: extraBytes <= transferBoundBytes,
  };
}

/** How long all calls but the slowest twentieth took at most. */
export function judgeRead(read: string, callsMs: readonly number[]): Measurement {
  const ms = percentile(callsMs, 0.95);
  return {
    work: read,
    measured: `p95 ${ms.toFixed(1)} ms`,
    floor: `median ${percentile(callsMs, 0.5).toFixed(1)} ms`,
    ratio: '',
    bound: `${readBoundMs} ms`,
    isMet: ms <= readBoundMs,
  };
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

/** The measurements as a table for a terminal. */
export function formatReport(measurements: readonly Measurement[]): string {
  const head = ['work', 'measured', 'floor', 'ratio', 'bound', ''];
  const rows = measurements.map(({ work, measured, floor, ratio, bound, isMet }) => [
    work,
    measured,
    floor,
    ratio,
    bound,
    isMet ? 'met' : 'NOT MET',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MB`;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}
