import type { OpenAI } from 'openai';
import { expectTypeOf, test } from 'vitest';
import type {
  BatchRequest,
  BatchResult,
  BatchResults,
  BatchStorage,
  FileBatchStorage,
  MemoryBatchStorage,
  OpenAIBatch,
  OpenAIChatCompletionBatch,
  OpenAIEmbeddingBatch,
  OpenAIResponsesBatch,
} from '#lib/langbatch/index.ts';

// Types alone: `tsc` finds what is wrong here, and nothing of it is called.

type Chat = '/v1/chat/completions';

test('requests are typed by the endpoint, and only the model may be left out', () => {
  expectTypeOf<{ messages: [{ role: 'user'; content: 'x' }] }>().toExtend<
    Parameters<typeof OpenAIChatCompletionBatch.create>[0][number]
  >();
  expectTypeOf<{ model: 'gpt-4o' }>().not.toExtend<Parameters<typeof OpenAIChatCompletionBatch.create>[0][number]>();
  expectTypeOf<{ input: ['a', 'b'] }>().toExtend<Parameters<typeof OpenAIEmbeddingBatch.create>[0][number]>();
  expectTypeOf<{ input: 7 }>().not.toExtend<Parameters<typeof OpenAIEmbeddingBatch.create>[0][number]>();
});

test('results are those of the openai package', () => {
  type Results = Awaited<ReturnType<OpenAIChatCompletionBatch['getResults']>>;
  expectTypeOf<Results>().toEqualTypeOf<BatchResults<Chat>>();
  expectTypeOf<Results['successful'][number]['response']['body']>().toEqualTypeOf<OpenAI.Chat.ChatCompletion>();
  expectTypeOf<
    Results['missing'][number]['body']
  >().toEqualTypeOf<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>();
  type Embedded = Awaited<ReturnType<OpenAIEmbeddingBatch['getResults']>>['successful'][number];
  expectTypeOf<Embedded['response']['body']>().toEqualTypeOf<OpenAI.CreateEmbeddingResponse>();
  type Answered = Awaited<ReturnType<OpenAIResponsesBatch['getResults']>>['successful'][number];
  expectTypeOf<Answered['response']['body']>().toEqualTypeOf<OpenAI.Responses.Response>();
});

test('an outcome tells the two kinds of results apart', () => {
  expectTypeOf<Extract<BatchResult<Chat>, { outcome: 'succeeded' }>['response']['status_code']>().toBeNumber();
  expectTypeOf<Extract<BatchResult<Chat>, { outcome: 'failed' }>['failure']['message']>().toEqualTypeOf<
    string | null
  >();
});

test('the general class takes its types from the endpoint', () => {
  type Moderations = Awaited<ReturnType<typeof OpenAIBatch.create<'/v1/moderations'>>>;
  expectTypeOf<Moderations>().toEqualTypeOf<OpenAIBatch<'/v1/moderations'>>();
  expectTypeOf<BatchRequest<'/v1/moderations'>['body']>().toEqualTypeOf<OpenAI.ModerationCreateParams>();
});

test('the storages are storages', () => {
  expectTypeOf<FileBatchStorage>().toExtend<BatchStorage>();
  expectTypeOf<MemoryBatchStorage>().toExtend<BatchStorage>();
});
