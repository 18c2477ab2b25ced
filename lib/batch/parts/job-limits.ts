import type { ProviderLimits } from '#lib/contracts/provider.ts';

/** OpenAI's limits of one job: 50,000 requests in a file of 200 MB (209,715,200 bytes are enforced). */
export const defaultJobLimits: JobLimits = {
  maxRequests: 50_000,
  maxBytes: 209_715_200,
  maxEmbeddingInputs: 50_000,
  maxTokens: null,
};

export interface JobLimits {
  readonly maxRequests: number;
  readonly maxBytes: number;
  readonly maxEmbeddingInputs: number;
  /** Prompt tokens; null where nobody has to count them. */
  readonly maxTokens: number | null;
}

export function jobLimitsOf(limits: ProviderLimits): JobLimits {
  return {
    maxRequests: limits.maxRequestsPerJob ?? defaultJobLimits.maxRequests,
    maxBytes: limits.maxBytesPerJob ?? defaultJobLimits.maxBytes,
    maxEmbeddingInputs: limits.maxEmbeddingInputsPerJob ?? defaultJobLimits.maxEmbeddingInputs,
    maxTokens: limits.maxEnqueuedTokens === null ? null : usableTokens(limits.maxEnqueuedTokens),
  };
}

/** Our counts are estimates, and a refusal costs more time than room left over. */
const usableShare = 0.9;

/** What a part may hold, and what all parts under way may hold together. */
export function usableTokens(limit: number): number {
  return Math.floor(limit * usableShare);
}
