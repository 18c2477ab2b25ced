import { describe, expect, test } from 'vitest';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { findRequests } from '#lib/batch/reads/find-requests.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { getRequest } from '#lib/batch/reads/get-request.ts';
import { listCauses } from '#lib/batch/reads/list-causes.ts';
import { previewRetry } from '#lib/batch/reads/preview-retry.ts';
import { readProblems } from '#lib/batch/reads/read-problems.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createConnectionInput } from '#lib/shared/contract/connection-inputs.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const batchId = 'batch\0x';

describe('an id with NUL, which PostgreSQL cannot look for,', () => {
  test.each<[string, (ctx: Context) => Promise<unknown>]>([
    ['getBatch', (ctx) => getBatch(ctx, { batchId })],
    ['findRequests', (ctx) => findRequests(ctx, { batchId, limit: 1 })],
    ['findRequests by cause', (ctx) => findRequests(ctx, { batchId: 'b', causeId: '\0', limit: 1 })],
    ['listCauses', (ctx) => listCauses(ctx, { batchId })],
    ['getRequest', (ctx) => getRequest(ctx, { batchId, line: 1 })],
    ['openDownload', (ctx) => openDownload(ctx, { batchId, kind: 'input.jsonl' })],
    ['previewRetry', (ctx) => previewRetry(ctx, { batchId, scope: { kind: 'failed' } })],
    ['readProblems', (ctx) => readProblems(ctx, { batchId, limit: 1 })],
  ])('is refused by %s', async (_name, call) => {
    await expect(call(createBatchWorld().ctx)).rejects.toThrow('There is nothing with this id.');
  });
});

test('a name with control characters is refused', async () => {
  const { ctx } = createBatchWorld();
  await expect(renameBatch(ctx, { batchId: 'b', name: 'Letters\0' })).rejects.toThrow('without control characters');
});

test('a line that is beyond what the index can count is refused', async () => {
  const { ctx } = createBatchWorld();
  await expect(getRequest(ctx, { batchId: 'b', line: 2 ** 31 })).rejects.toThrow('No file has so many lines.');
  await expect(getRequest(ctx, { batchId: 'b', line: 2 ** 31 - 1 })).rejects.toThrow('Batch with id b not found');
});

describe('a connection', () => {
  const connection = { kind: 'openai', name: 'OpenAI', apiKey: 'sk-1234567', baseUrl: 'https://api.example.com/v1' };

  test.each([
    ['name', 'Open\0AI', 'Use a name without control characters.'],
    ['baseUrl', `https://example.com/${'a'.repeat(2000)}`, 'This is too long for an address.'],
    ['baseUrl', 'https://example.com/\0', 'Enter the address without control characters.'],
    ['baseUrl', 'https://me:secret@example.com', 'Enter the address without a user name and password in it.'],
  ])('whose %s is %j is refused in a sentence', (field, value, sentence) => {
    expect(createConnectionInput.safeParse(connection).success).toBe(true);
    const parsed = createConnectionInput.safeParse({ ...connection, [field]: value });
    expect(parsed.error?.issues.map(({ path, message }) => [path.join(), message])).toEqual([[field, sentence]]);
  });
});
