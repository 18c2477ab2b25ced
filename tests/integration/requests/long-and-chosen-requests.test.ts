import { beforeAll, describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { openRequestPart } from '#lib/batch/downloads/open-request-part.ts';
import { findRequests } from '#lib/batch/reads/find-requests.ts';
import { getRequest } from '#lib/batch/reads/get-request.ts';
import { previewRetry } from '#lib/batch/reads/preview-retry.ts';
import { NotFoundError } from '#lib/errors.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { maxContainers } from '#lib/jsonl/find-excess.ts';
import { MemoryBatchStorage } from '#lib/storage/memory/memory-batch-storage.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { failedLine, resultLine } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const longText = 'A very long answer. '.repeat(30_000);

/** A megabyte of them would take the memory of twenty. */
const many = Array.from({ length: maxContainers }, () => '{}').join();

function answerLine(customId: string, content: string): string {
  return resultLine(customId, 200, { choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] });
}

describe('requests of a batch with a long answer, a failure and a missing one', () => {
  const database = usePrismaDatabase();
  let world: BatchWorld;
  let batchId: string;

  beforeAll(async () => {
    const index = createPostgresRequestIndex({ pool: database.pool, log: silentLog, workspaceId: 'local' });
    const memory = new MemoryBatchStorage({ files: createMemoryFiles() });
    world = createBatchWorld(Object.assign(memory, { index }));
    world.provider.answer = ({ customId }) => {
      if (customId === 'r2') return { errors: failedLine('r2', 400, 'context_length_exceeded') };
      if (customId === 'r3') return {};
      if (customId === 'r5')
        return { output: answerLine(customId, 'Yes.').replace('"choices"', `"odd":[${many}],"choices"`) };
      return { output: answerLine(customId, customId === 'r1' ? longText : 'Yes.') };
    };
    batchId = await world.draft(5);
    await startBatch(world.ctx, { batchId, token: 'token-000001' });
    await world.run(batchId);
  });

  const read = async (part: string, line = 1): Promise<string> => {
    const { content } = await openRequestPart(world.ctx, { batchId, line, part });
    return Buffer.concat(await Array.fromAsync(content)).toString();
  };

  test('a long answer has its first words in the list, and never looks empty', async () => {
    const { items } = await findRequests(world.ctx, { batchId });
    expect(items.map(({ preview }) => preview?.slice(0, 12) ?? null)).toEqual([
      'A very long ',
      null,
      null,
      'Yes.',
      null,
    ]);
  });

  test('a long answer is sent cut to the page, with its size, and is given whole as text and as it came', async () => {
    const detail = await getRequest(world.ctx, { batchId, line: 1 });
    expect(detail.attempts[0]?.isResultCut).toBe(true);
    expect(detail.attempts[0]?.resultBytes).toBeGreaterThan(longText.length);
    expect(await read('answer.txt')).toBe(longText);
    const line = await read('answer.json');
    expect(line).toBe(answerLine('r1', longText));
    expect(await read('request.json')).toContain('"custom_id":"r1"');
    expect(await read('request.txt')).toBe('Hello');
  });

  test('what is not there says so', async () => {
    await expect(read('answer.txt', 3)).rejects.toThrow(NotFoundError);
    await expect(read('answer.json', 99)).rejects.toThrow(NotFoundError);
    await expect(read('answer.txt', 5)).rejects.toThrow('It has too many lists and objects to be read as text.');
  });

  test('a retry of chosen requests lists them by cause and counts those with an answer', async () => {
    const chosen = await previewRetry(world.ctx, { batchId, scope: { kind: 'lines', lines: [1, 2, 3] } });
    expect(chosen).toMatchObject({ requests: 3, answered: 1, succeeded: 3, leftOut: [] });
    expect(chosen.sent.map(({ outcome, errorCode, count }) => [outcome, errorCode, count])).toEqual(
      expect.arrayContaining([
        ['failed', 'context_length_exceeded', 1],
        ['missing', 'missing', 1],
      ]),
    );
    const all = await previewRetry(world.ctx, { batchId, scope: { kind: 'all' } });
    expect(all).toMatchObject({ requests: 5, answered: 3 });
  });

  test('whatever a filter finds is retried and downloaded, however many pages it has', async () => {
    const filter = { outcome: 'succeeded' };
    const preview = await previewRetry(world.ctx, { batchId, scope: { kind: 'matching', filter } });
    expect(preview).toMatchObject({ requests: 3, answered: 3, sent: [] });
    const { content } = await openDownload(world.ctx, {
      batchId,
      kind: 'results.jsonl',
      matching: { customIds: ['r4', 'r2'] },
    });
    const text = Buffer.concat(await Array.fromAsync(content)).toString();
    expect(text).toBe(`${failedLine('r2', 400, 'context_length_exceeded')}\n${answerLine('r4', 'Yes.')}\n`);
  });
});
