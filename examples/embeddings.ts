// Embeds some texts, several in one request: node examples/embeddings.ts
import { OpenAIEmbeddingBatch, startSandbox } from '../lib/langbatch/index.ts';

await using sandbox = await startSandbox();

const batch = await OpenAIEmbeddingBatch.create([{ input: ['apple', 'pear'] }, { input: 'bicycle' }], {
  client: sandbox.client,
  defaults: { dimensions: 8 },
  customIds: ['fruit', 'vehicles'],
});
await batch.runUntilDone({ pollMs: 200 });

const { successful } = await batch.getResults();
for (const { custom_id, response } of successful) {
  for (const { index, embedding } of response.body.data) {
    console.log(`${custom_id} ${index}: ${embedding.length} numbers, the first is ${embedding[0]?.toFixed(4)}`);
  }
}
