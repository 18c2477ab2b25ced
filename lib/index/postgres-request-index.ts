import type { Pool } from 'pg';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { Logger } from '#lib/log.ts';
import { causesOfLines } from './causes-of-lines.ts';
import { countOutcomes } from './count-requests.ts';
import { findRequest } from './find-request.ts';
import { findRequests, linesMatching } from './find-requests.ts';
import { linesOfCustomIds } from './lines-of-custom-ids.ts';
import { listBatches, summarizeBatches } from './list-batches.ts';
import { linesOfCause, listCauses } from './list-causes.ts';
import { removeBatch, settleRequests, writeRequests } from './write-requests.ts';
import { openAttempt, withdrawAttempt, writeMissing, writeResults } from './write-results.ts';

export interface PostgresRequestIndexOptions {
  readonly pool: Pool;
  readonly log: Logger;
  /** Whose batches are listed and summed up. */
  readonly workspaceId: string;
  /** How many result rows are committed at once. */
  readonly rowsPerTransaction?: number;
}

/** Enough that a commit costs little, few enough that they take some megabytes. */
const defaultRowsPerTransaction = 20_000;

/** The request index in PostgreSQL. */
export function createPostgresRequestIndex(options: PostgresRequestIndexOptions): RequestIndex {
  const { pool, log, workspaceId, rowsPerTransaction = defaultRowsPerTransaction } = options;
  const writing = { pool, rowsPerTransaction };
  return {
    async writeRequests(batchId, rows) {
      const count = await onDatabase(() => writeRequests(pool, batchId, rows));
      // Nobody has to wait for this: until it is done searches are slower, and autovacuum does it in the end.
      settleRequests(pool, count).catch((error: unknown) => log.warn('index not settled', { batchId }, error));
    },
    openAttempt: (batchId, attempt, lines) => onDatabase(() => openAttempt(writing, batchId, attempt, lines)),
    withdrawAttempt: (batchId, attempt, lines) => onDatabase(() => withdrawAttempt(writing, batchId, attempt, lines)),
    writeResults: (job, rows) => onDatabase(() => writeResults(writing, job, rows)),
    writeMissing: (job, lines, reason) => onDatabase(() => writeMissing(writing, job, lines, reason)),
    removeBatch: (batchId) => onDatabase(() => removeBatch(pool, batchId)),
    findRequests: (batchId, query) => onDatabase(() => findRequests(pool, batchId, query)),
    findRequest: (batchId, line) => onDatabase(() => findRequest(pool, batchId, line)),
    countOutcomes: (batchId) => onDatabase(() => countOutcomes(pool, batchId)),
    listCauses: (batchId) => onDatabase(() => listCauses(pool, batchId)),
    linesOfCause: (batchId, causeId) => onDatabase(() => linesOfCause(pool, batchId, causeId)),
    causesOfLines: (batchId, lines) => onDatabase(() => causesOfLines(pool, batchId, lines)),
    linesMatching: (batchId, filter) => onDatabase(() => linesMatching(pool, batchId, filter)),
    linesOfCustomIds: (batchId, customIds) => onDatabase(() => linesOfCustomIds(pool, batchId, customIds)),
    listBatches: (query, now) => onDatabase(() => listBatches(pool, workspaceId, query, now)),
    summarizeBatches: (now) => onDatabase(() => summarizeBatches(pool, workspaceId, now)),
  };
}
