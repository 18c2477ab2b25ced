import { expect, test } from 'vitest';
import { planRetry, retryInputOf } from '#components/batches/detail/planned-retry.ts';
import { retryBatchInput } from '#lib/shared/contract/batch-inputs.ts';

test('the button of a retry sends the number that it shows, so that no other number is sent', () => {
  const planned = planRetry({ kind: 'curable' });
  const input = retryInputOf('b1', planned, { attemptsSeen: 2, requests: 1_234 });
  expect(input).toEqual({ batchId: 'b1', ...planned, attemptsSeen: 2, requestsSeen: 1_234 });
  expect(retryBatchInput.parse(input)).toEqual(input);
});
