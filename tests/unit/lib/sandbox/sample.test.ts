import { expect, test } from 'vitest';
import { LineChecker } from '#lib/dialects/openai/check-lines.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import { readPlannedRequest } from '#lib/sandbox/jobs/planned-request.ts';
import { sampleRequests } from '#lib/sandbox/sample.ts';

test('the sample file passes the check without a single remark', async () => {
  const checker = new LineChecker();
  for await (const lines of readLines([Buffer.from(sampleRequests('run'))])) {
    for (const line of lines) expect(checker.check(line).problems).toEqual([]);
  }
  expect(checker.finish()).toMatchObject({ requests: 24, badLines: 0, endpoint: '/v1/chat/completions' });
});

test('it shows one failure for good, and three failures and one missing answer that a retry cures', async () => {
  const fates: string[] = [];
  for await (const lines of readLines([Buffer.from(sampleRequests('run'))])) {
    for (const line of lines) {
      const { fate, onceKey } = readPlannedRequest(line);
      const word = fate.kind === 'http_error' ? String(fate.statusCode) : fate.kind;
      if (fate.kind !== 'answer') fates.push(onceKey === null ? word : `${word} once`);
    }
  }
  expect(fates.toSorted()).toEqual(['400', '429 once', '500 once', '500 once', 'missing once']);
});

test('each file of it begins anew on the sandbox: no request of one is a request of another', async () => {
  const onceKeys = async (run: string): Promise<unknown[]> => {
    const keys: unknown[] = [];
    for await (const lines of readLines([Buffer.from(sampleRequests(run))])) {
      for (const line of lines) keys.push(readPlannedRequest(line).onceKey);
    }
    return keys.filter((key) => key !== null);
  };
  const first = await onceKeys('one');
  expect(first).toHaveLength(4);
  for (const key of await onceKeys('two')) expect(first).not.toContain(key);
});
