import { expect, test } from 'vitest';
import { createPageToken } from '#components/live/page-token.ts';
import { startBatchInput } from '#lib/shared/contract/batch-inputs.ts';

test('every page view gets a token of its own, in the form that verbs take', () => {
  const tokens = Array.from({ length: 100 }, createPageToken);
  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) expect(startBatchInput.safeParse({ batchId: 'b', token }).success).toBe(true);
});
