// A script that sends a batch of the dashboard with a client that the dashboard does not know, and prints its id.
import { OpenAIChatCompletionBatch, PrismaBatchStorage, startSandbox } from '#lib/langbatch/index.ts';

await using sandbox = await startSandbox({ jobSeconds: 0.5 });
await using storage = new PrismaBatchStorage();
const texts = ['Say yes.', '[[sandbox:400]]', '[[sandbox:missing]]'];
const batch = await OpenAIChatCompletionBatch.create(
  texts.map((content) => ({ messages: [{ role: 'user', content }] })),
  { client: sandbox.client, storage, customIds: ['yes', 'refused', 'lost'], name: 'Sent by a script' },
);
await batch.start();
await batch.wait({ pollMs: 100 });
console.log(batch.id);
