import type { Pool } from 'pg';
import type { IndexedPlace, IndexedRow } from '#lib/contracts/request-index.ts';
import { unescapeCustomId } from '#lib/jsonl/custom-id.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import type { Usage } from '#lib/shared/contract/usage.ts';

interface StoredRow extends Usage {
  readonly line: number;
  readonly customId: string;
  readonly outcome: Outcome | null;
  readonly causeId: string | null;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly model: string | null;
  readonly ended: AnswerEnd | null;
  readonly attempt: number | null;
  readonly jobId: string | null;
  readonly file: 'output' | 'errors' | null;
  readonly offset: string | null;
  readonly length: number | null;
}

/** The tokens of a result row `r`, by the names of `Usage`. */
export const usageColumns = `r.input_tokens as "inputTokens", r.cached_tokens as "cachedTokens",
       r.output_tokens as "outputTokens", r.reasoning_tokens as "reasoningTokens"`;

/** Requests with their current rows, in the order of `lines`, which is ascending. */
export async function readRows(pool: Pool, batchNumber: number, lines: readonly number[]): Promise<IndexedRow[]> {
  if (lines.length === 0) return [];
  const { rows } = await pool.query<StoredRow>(
    `select q.line, q.custom_id as "customId", r.outcome, c.id as "causeId", r.status_code as "statusCode",
       r.error_code as "errorCode", r.message, ${usageColumns}, r.model, r.ended, r.attempt,
       i.job_id as "jobId", r.file, r.byte_offset as offset, r.byte_length as length
     from unnest($2::int[]) as wanted(line)
     join request q on q.batch_number = $1 and q.line = wanted.line
     left join result r on r.batch_number = $1 and r.line = wanted.line and r.is_current
     left join cause c on c.number = r.cause_number
     left join ingest_checkpoint i on i.number = r.job_number
     order by q.line`,
    [batchNumber, lines],
  );
  return rows.map((stored) => {
    const { jobId, file, offset, length, ...row } = stored;
    return {
      ...row,
      customId: unescapeCustomId(row.customId),
      outcome: row.outcome ?? 'pending',
      preview: null,
      place: placeOf({ attempt: row.attempt, jobId, file, offset, length }),
    };
  });
}

type StoredPlace = Pick<StoredRow, 'attempt' | 'jobId' | 'file' | 'offset' | 'length'>;

function placeOf({ attempt, jobId, file, offset, length }: StoredPlace): IndexedPlace | null {
  if (attempt === null || jobId === null || file === null || offset === null || length === null) return null;
  return { attempt, jobId, file, offset: Number(offset), length };
}
