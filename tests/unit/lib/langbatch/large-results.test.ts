import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { maxContainers } from '#lib/jsonl/find-excess.ts';
import { readParsedResults } from '#lib/langbatch/result-lines.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

async function firstResult(body: string) {
  const world = createBatchWorld();
  world.provider.answer = ({ customId }) => ({
    output: `{"custom_id":"${customId}","response":{"status_code":200,"body":${body}},"error":null}`,
  });
  const batchId = await world.draft(1);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const results = await Array.fromAsync(readParsedResults(world.ctx, await world.run(batchId)));
  return results[0];
}

test('a script gets an answer of long texts whole, whatever its size', async () => {
  const picture = 'A'.repeat(17 * 1024 * 1024);
  const result = await firstResult(JSON.stringify({ data: [{ b64_json: picture }] }));
  expect(result?.response?.body).toEqual({ data: [{ b64_json: picture }] });
});

test('a script is told where to find an answer whose objects would fill its memory', async () => {
  const odd = Array.from({ length: maxContainers }, () => '{}').join();
  await expect(firstResult(`{"choices":[],"odd":[${odd}]}`)).rejects.toThrow(
    'The answer to r1 has 2.9 MB and cannot be parsed. Call getResultsFile(), which writes the results into a file as they are.',
  );
});
