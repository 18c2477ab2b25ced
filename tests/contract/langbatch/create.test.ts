import { OpenAI } from 'openai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  OpenAIBatch,
  OpenAIChatCompletionBatch,
  OpenAIEmbeddingBatch,
  OpenAIResponsesBatch,
} from '#lib/langbatch/index.ts';
import { quick, useLibraryWorld } from './library-world.ts';

const world = useLibraryWorld();

describe('create', () => {
  it('keeps the order and gives every request a custom id', async () => {
    const contents = ['one', 'two', 'three'];
    const batch = await OpenAIChatCompletionBatch.create(
      contents.map((content) => ({ messages: [{ role: 'user', content }] })),
      { ...world.ours(), defaults: { model: 'gpt-4o' } },
    );
    const file = await readInput(batch.id);
    expect(file.map(({ body }) => body)).toEqual(
      contents.map((content) => ({ model: 'gpt-4o', messages: [{ role: 'user', content }] })),
    );
    expect(new Set(file.map(({ custom_id }) => custom_id)).size).toBe(3);
    expect(file[0]?.custom_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it('takes custom ids, and a model of a request over that of the defaults', async () => {
    const batch = await OpenAIEmbeddingBatch.create(
      [{ input: 'a', model: 'text-embedding-3-large' }, { input: ['b', 'c'] }],
      {
        ...world.ours(),
        defaults: { model: 'text-embedding-3-large', dimensions: 8 },
        customIds: ['first', 'second'],
      },
    );
    expect(await readInput(batch.id)).toEqual([
      {
        custom_id: 'first',
        method: 'POST',
        url: '/v1/embeddings',
        body: { model: 'text-embedding-3-large', dimensions: 8, input: 'a' },
      },
      {
        custom_id: 'second',
        method: 'POST',
        url: '/v1/embeddings',
        body: { model: 'text-embedding-3-large', dimensions: 8, input: ['b', 'c'] },
      },
    ]);
  });

  it('takes the default model where none is named, and the record says so', async () => {
    const chat = await OpenAIChatCompletionBatch.create([{ messages: [{ role: 'user', content: 'x' }] }], world.ours());
    const embedding = await OpenAIEmbeddingBatch.create([{ input: 'x' }], world.ours());
    const moderation = await OpenAIBatch.create([{ input: 'x' }], { ...world.ours(), endpoint: '/v1/moderations' });
    expect([await readModel(chat.id), await readModel(embedding.id), await readModel(moderation.id)]).toEqual([
      ['gpt-4o-mini', 'gpt-4o-mini'],
      ['text-embedding-3-small', 'text-embedding-3-small'],
      [null, null],
    ]);
  });
});

const inputLine = z.object({ custom_id: z.string(), method: z.string(), url: z.string(), body: z.unknown() });

async function readInput(id: string): Promise<z.infer<typeof inputLine>[]> {
  const stored = await world.storage.loadBatch(id);
  const chunks = await Array.fromAsync(world.storage.files.read(stored?.record.input.key ?? ''));
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
  return lines.map((line) => inputLine.parse(JSON.parse(line)));
}

async function readModel(id: string): Promise<[model: unknown, asDefault: unknown]> {
  const stored = await world.storage.loadBatch(id);
  const [created] = stored?.record.events ?? [];
  return [stored?.record.check?.model, created?.kind === 'created' ? created.data.defaultModel : null];
}

describe('what the caller leaves open', () => {
  it('an undefined member hides no default', async () => {
    const batch = await OpenAIChatCompletionBatch.create(
      [{ model: undefined, max_tokens: undefined, messages: [{ role: 'user', content: 'x' }] }],
      { ...world.ours(), defaults: { model: 'gpt-4o', max_tokens: 5 } },
    );
    expect((await readInput(batch.id))[0]?.body).toMatchObject({ model: 'gpt-4o', max_tokens: 5 });
  });

  it("the lines name the endpoint as the client's provider writes it", async () => {
    const client = new OpenAI({ baseURL: 'https://open.bigmodel.cn/api/paas/v4', apiKey: 'x' });
    const messages = [{ role: 'user' as const, content: 'x' }];
    const batch = await OpenAIChatCompletionBatch.create([{ messages }], { client, storage: world.storage });
    expect((await readInput(batch.id))[0]?.url).toBe('/v4/chat/completions');
  });
});

describe('every endpoint', () => {
  it.each([
    ['/v1/completions', [{ model: 'gpt-3.5-turbo-instruct', prompt: 'x', max_tokens: 5 }]],
    ['/v1/moderations', [{ input: 'x' }, { input: 'y' }]],
  ] as const)('%s runs through the general class', async (endpoint, requests) => {
    const batch = await OpenAIBatch.create([...requests], { ...world.ours(), endpoint });
    expect(await batch.runUntilDone(quick)).toMatchObject({ succeeded: requests.length, failed: 0, missing: 0 });
  });

  it('embeddings keep all embeddings of a row', async () => {
    const batch = await OpenAIEmbeddingBatch.create([{ input: ['a', 'b', 'c'], dimensions: 4 }], world.ours());
    await batch.runUntilDone(quick);
    const { successful } = await batch.getResults();
    expect(successful[0]?.response.body.data.map(({ embedding }) => embedding.length)).toEqual([4, 4, 4]);
  });

  it('responses come typed', async () => {
    const batch = await OpenAIResponsesBatch.create([{ input: 'Say yes.' }], world.ours());
    await batch.runUntilDone(quick);
    const { successful } = await batch.getResults();
    expect(successful[0]?.response.body.output[0]?.type).toBe('message');
  });
});
