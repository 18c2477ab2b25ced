// Makes a batch of three questions, sends it, waits and prints the answers: node examples/chat-completions.ts
import { answerText, OpenAIChatCompletionBatch, startSandbox } from '../lib/langbatch/index.ts';

// A provider in this process that costs nothing. To send to OpenAI, leave out `client` and set OPENAI_API_KEY.
await using sandbox = await startSandbox();

const cities = ['Paris', 'Rome', 'Oslo'];
const batch = await OpenAIChatCompletionBatch.create(
  cities.map((city) => ({ messages: [{ role: 'user', content: `What is ${city} known for?` }] })),
  { client: sandbox.client, customIds: cities, defaults: { model: 'gpt-4o-mini', max_tokens: 100 } },
);
console.log(`Batch ${batch.id} is stored, not yet sent.`);

await batch.start();
const status = await batch.wait({ pollMs: 200, onProgress: (progress) => console.log(`It is ${progress.status}.`) });
console.log(`It has ended: ${status}.`);

for await (const result of batch.results()) {
  console.log(`${result.custom_id}: ${answerText(result).text ?? 'no answer'}`);
}
