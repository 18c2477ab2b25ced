import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { createOpenAiProvider } from '#lib/providers/openai/openai-provider.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

const azureLine = chatLine('a').replace('/v1/chat/completions', '/chat/completions');

/** Starts a batch that must not start, and gives the sentence; nothing may be stored or sent. */
async function whyRefused(world: BatchWorld, batchId: string): Promise<string> {
  const before = await world.storage.loadBatch(batchId);
  const error: unknown = await startBatch(world.ctx, { batchId, token: 'token-00000001' }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(await world.storage.loadBatch(batchId)).toEqual(before);
  expect(world.provider.files.size).toBe(0);
  return error instanceof Error ? error.message : '';
}

describe('a batch that its provider would refuse is not started', () => {
  const openAi = createOpenAiProvider({ apiKey: 'k' });

  test('because of the url of its lines', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft([azureLine]);
    expect((await world.load(batchId)).check).toMatchObject({
      badLines: 0,
      endpoint: '/v1/chat/completions',
      url: '/chat/completions',
    });
    world.provider.whyNotSendable = (batch) => openAi.whyNotSendable(batch);
    expect(await whyRefused(world, batchId)).toMatch(/^OpenAI wants the url \/v1\/chat\/completions in every line/);
  });

  test('because one of its lines is longer than the provider takes', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft([chatLine('a', 'x'.repeat(500))]);
    world.provider.limits = { ...world.provider.limits, maxLineBytes: 100 };
    expect(await whyRefused(world, batchId)).toMatch(/^The longest line has \d+ bytes, and Fake takes 100 in a line/);
  });
});

test('a batch checked before urls were recorded is judged by its endpoint', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(1);
  const stored = await world.storage.loadBatch(batchId);
  if (stored?.record.check == null) throw new Error('The draft has no check.');
  const record = { ...stored.record, check: { ...stored.record.check, url: null } };
  await world.storage.saveBatch(record, stored.version);
  const asked: string[] = [];
  world.provider.whyNotSendable = ({ url }) => {
    asked.push(url);
    return null;
  };
  await startBatch(world.ctx, { batchId, token: 'token-00000001' });
  expect(asked).toEqual(['/v1/chat/completions']);
});
