import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
import { type AnswerEnd, answerEnds } from '#lib/shared/contract/answer-end.ts';

/** What one job gave for one request. Offset and length are those of the result line in the job's result file. */
export interface JobOutcome {
  readonly line: number;
  readonly outcome: 'succeeded' | 'failed' | 'missing';
  /** Null for a missing request. */
  readonly file: 'output' | 'errors' | null;
  readonly offset: number;
  readonly length: number;
  /** Whether sending the same request again may succeed. */
  readonly isCurable: boolean;
  /** Whether nobody tried to answer it; false in tables of earlier versions. */
  readonly isUntried: boolean;
  /** How a success ended; null for the others, and in tables of earlier versions. */
  readonly ended: AnswerEnd | null;
}

const outcomeCodes = ['missing', 'succeeded', 'failed'] as const;
/** How a file and an end are packed into a byte: by their place here. */
export const fileCodes = [null, 'output', 'errors'] as const;
export const endCodes = [null, ...answerEnds] as const;

/** Bytes of a row: line u32, outcome u8, file u8, flags u8, ended u8, offset f64, length u32; little-endian. */
const rowBytes = 20;
const curableFlag = 1;
const untriedFlag = 2;

/**
 * What became of the requests of a job, one row each in the part's order, packed so that a million of them fit
 * into 20 MB. A new table says that all are missing.
 */
export class OutcomeTable {
  readonly bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  static forLines(lines: Uint32Array): OutcomeTable {
    const table = new OutcomeTable(Buffer.alloc(lines.length * rowBytes));
    lines.forEach((line, index) => {
      table.set(index, {
        line,
        outcome: 'missing',
        file: null,
        offset: 0,
        length: 0,
        isCurable: true,
        isUntried: false,
        ended: null,
      });
    });
    return table;
  }

  /** Null for bytes that are no outcome table. */
  static parse(bytes: Buffer): OutcomeTable | null {
    return bytes.length % rowBytes === 0 ? new OutcomeTable(bytes) : null;
  }

  get length(): number {
    return this.bytes.length / rowBytes;
  }

  get(index: number): JobOutcome {
    const at = index * rowBytes;
    const flags = this.bytes.readUInt8(at + 6);
    return {
      line: this.bytes.readUInt32LE(at),
      outcome: outcomeCodes[this.bytes.readUInt8(at + 4)] ?? 'missing',
      file: fileCodes[this.bytes.readUInt8(at + 5)] ?? null,
      isCurable: (flags & curableFlag) !== 0,
      isUntried: (flags & untriedFlag) !== 0,
      ended: endCodes[this.bytes.readUInt8(at + 7)] ?? null,
      offset: this.bytes.readDoubleLE(at + 8),
      length: this.bytes.readUInt32LE(at + 16),
    };
  }

  set(index: number, row: JobOutcome): void {
    const at = index * rowBytes;
    this.bytes.writeUInt32LE(row.line, at);
    this.bytes.writeUInt8(outcomeCodes.indexOf(row.outcome), at + 4);
    this.bytes.writeUInt8(fileCodes.indexOf(row.file), at + 5);
    this.bytes.writeUInt8((row.isCurable ? curableFlag : 0) + (row.isUntried ? untriedFlag : 0), at + 6);
    this.bytes.writeUInt8(endCodes.indexOf(row.ended), at + 7);
    this.bytes.writeDoubleLE(row.offset, at + 8);
    this.bytes.writeUInt32LE(row.length, at + 16);
  }

  outcomeAt(index: number): JobOutcome['outcome'] {
    return outcomeCodes[this.bytes.readUInt8(index * rowBytes + 4)] ?? 'missing';
  }

  /** The lines of the requests without a result line. */
  missingLines(): Uint32Array {
    const lines = new Uint32Array(this.length);
    let found = 0;
    for (let index = 0; index < this.length; index += 1) {
      if (this.outcomeAt(index) === 'missing') lines[found++] = this.bytes.readUInt32LE(index * rowBytes);
    }
    return lines.slice(0, found);
  }
}

export async function writeOutcomeTable(ctx: Context, key: string, table: OutcomeTable): Promise<void> {
  await writeBytes(ctx, key, table.bytes);
}

/** Throws `StorageError` for a table that was cut. */
export async function readOutcomeTable(ctx: Context, key: string): Promise<OutcomeTable> {
  const table = OutcomeTable.parse(await buffer(ctx.files.read(key)));
  if (table === null) throw damagedFile(key);
  return table;
}

/** Stores line numbers as little-endian Uint32. */
export async function writeLineSelection(ctx: Context, key: string, lines: Uint32Array): Promise<void> {
  const bytes = Buffer.alloc(lines.length * 4);
  lines.forEach((line, index) => bytes.writeUInt32LE(line, index * 4));
  await writeBytes(ctx, key, bytes);
}

/** Throws `StorageError` for a selection that was cut. */
export async function readLineSelection(ctx: Context, key: string): Promise<Uint32Array> {
  const bytes = await buffer(ctx.files.read(key));
  if (bytes.length % 4 !== 0) throw damagedFile(key);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(index * 4));
}

async function writeBytes(ctx: Context, key: string, bytes: Uint8Array): Promise<void> {
  await ctx.files.write(key, Readable.from([bytes]), { signal: ctx.signal });
}
