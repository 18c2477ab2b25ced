import { expect, test } from 'vitest';
import { startBatchInput } from '#lib/shared/batch-inputs.ts';
import { createPageToken } from '#lib/shared/page-token.ts';

test('every page view gets a token of its own, in the form that verbs take', () => {
  const tokens = Array.from({ length: 100 }, createPageToken);
  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) expect(startBatchInput.safeParse({ batchId: 'b', token }).success).toBe(true);
});
