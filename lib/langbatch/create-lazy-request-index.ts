import type { RequestIndex } from '#lib/contracts/request-index.ts';

/** A request index that is opened by the first call. */
export function createLazyRequestIndex(open: () => Promise<RequestIndex>): RequestIndex {
  return {
    writeRequests: async (batchId, rows) => (await open()).writeRequests(batchId, rows),
    openAttempt: async (batchId, attempt, lines) => (await open()).openAttempt(batchId, attempt, lines),
    withdrawAttempt: async (batchId, attempt, lines) => (await open()).withdrawAttempt(batchId, attempt, lines),
    writeResults: async (job, rows) => (await open()).writeResults(job, rows),
    writeMissing: async (job, lines, reason) => (await open()).writeMissing(job, lines, reason),
    removeBatch: async (batchId) => (await open()).removeBatch(batchId),
    findRequests: async (batchId, query) => (await open()).findRequests(batchId, query),
    findRequest: async (batchId, line) => (await open()).findRequest(batchId, line),
    countOutcomes: async (batchId) => (await open()).countOutcomes(batchId),
    listCauses: async (batchId) => (await open()).listCauses(batchId),
    linesOfCause: async (batchId, causeId) => (await open()).linesOfCause(batchId, causeId),
    causesOfLines: async (batchId, lines) => (await open()).causesOfLines(batchId, lines),
    linesMatching: async (batchId, filter) => (await open()).linesMatching(batchId, filter),
    linesOfCustomIds: async (batchId, customIds) => (await open()).linesOfCustomIds(batchId, customIds),
    listBatches: async (query, now) => (await open()).listBatches(query, now),
    summarizeBatches: async (now) => (await open()).summarizeBatches(now),
  };
}
