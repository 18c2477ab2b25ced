// Collects a batch whose provider answers with one line of 108 MB, almost all of it lists, and tells what came of it.
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const world = createBatchWorld(new MemoryBatchStorage({ files: createMemoryFiles() }));
world.provider.downloadFile = async function* answerAtLength() {
  yield Buffer.from('{"custom_id":"r1","response":{"status_code":200,"body":{"model":"m","odd":[');
  const lists = Buffer.from('[],'.repeat(1024 * 1024));
  for (let mebibytes = 0; mebibytes < 36; mebibytes += 1) yield await Promise.resolve(lists);
  yield Buffer.from(
    '[]],"choices":[{"message":{"content":"Yes."}}],"usage":{"prompt_tokens":3,"completion_tokens":5}}}}\n',
  );
};
const batchId = await world.draft(1);
await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
const { counts, endings, usage, resultBytes } = await world.run(batchId);
const table = await world.download(batchId, 'results.csv');
process.stdout.write(JSON.stringify({ counts, endings, usage, resultBytes, row: table.split('\r\n')[1] }));
