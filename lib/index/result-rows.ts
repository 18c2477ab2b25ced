import type { CopyTarget } from '#lib/db/copy-rows.ts';
import type { CopyWriter } from '#lib/db/copy-writer.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import type { Usage } from '#lib/shared/contract/usage.ts';

/** What became of a request in one attempt, ready to be stored. */
export interface ResultRow extends Usage {
  readonly line: number;
  readonly outcome: Outcome;
  readonly file: 'output' | 'errors' | null;
  readonly offset: number | null;
  readonly length: number | null;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly causeNumber: number | null;
  readonly model: string | null;
  readonly ended: AnswerEnd | null;
}

/** What all rows of one write have in common. */
export interface RowOwner {
  readonly batchNumber: number;
  readonly attempt: number;
  /** Null for requests that are in no job yet. */
  readonly jobNumber: number | null;
}

export const resultColumns = [
  'byte_offset',
  'batch_number',
  'line',
  'byte_length',
  'job_number',
  'cause_number',
  'input_tokens',
  'output_tokens',
  'outcome',
  'file',
  'attempt',
  'status_code',
  'is_current',
  'error_code',
  'message',
  'cached_tokens',
  'reasoning_tokens',
  'ended',
  'model',
] as const;

/** Rows for `table`, each marked as the current one of its request. */
export function copyTargetOf(table: string, owner: RowOwner): CopyTarget<ResultRow> {
  return {
    table,
    columns: resultColumns,
    write(writer: CopyWriter, row: ResultRow) {
      writer.int8(row.offset);
      writer.int4(owner.batchNumber);
      writer.int4(row.line);
      writer.int4(row.length);
      writer.int4(owner.jobNumber);
      writer.int4(row.causeNumber);
      writer.int4(row.inputTokens);
      writer.int4(row.outputTokens);
      writer.text(row.outcome);
      writer.text(row.file);
      writer.int2(owner.attempt);
      writer.int2(row.statusCode);
      writer.bool(true);
      writer.text(row.errorCode);
      writer.text(row.message);
      writer.int4(row.cachedTokens);
      writer.int4(row.reasoningTokens);
      writer.text(row.ended);
      writer.text(row.model);
    },
  };
}
