import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('large-line-process.ts', import.meta.url));

test('a result line of 108 MB that is nothing but lists is collected and shown with a heap of 256 MB', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=256', script]);
  expect(JSON.parse(stdout)).toEqual({
    counts: { total: 1, pending: 0, succeeded: 1, failed: 0, missing: 0 },
    endings: { cutOff: 0, refused: 0, empty: 0 },
    usage: { inputTokens: 3, cachedTokens: null, outputTokens: 5, reasoningTokens: null },
    resultBytes: 113_246_383,
    row: 'r1,succeeded,[The answer is too large for a table: 108 MB. Download results.jsonl.],3,5,,,complete,m,,',
  });
});
