// Puts a draft into the dashboard that `npm start` runs, or reads one of its batches. Run it in the dashboard's folder:
// node examples/dashboard-batch.ts, then node examples/dashboard-batch.ts <id>
import { BatchError, OpenAIBatch, OpenAIChatCompletionBatch, PrismaBatchStorage } from '../lib/langbatch/index.ts';

const [id] = process.argv.slice(2);
await using storage = new PrismaBatchStorage();

try {
  if (id === undefined) {
    const cities = ['Lima', 'Quito', 'Bogotá'];
    const batch = await OpenAIChatCompletionBatch.create(
      cities.map((city) => ({ messages: [{ role: 'user', content: `What is ${city} known for?` }] })),
      { storage, customIds: cities },
    );
    await batch.save({ name: 'Capitals, from a script' });
    console.log(`Draft ${batch.id} is in the dashboard. Choose a connection there and start it.`);
  } else {
    const batch = await OpenAIBatch.load(id, { storage });
    console.log(`It is ${await batch.getStatus()}.`);
    const { successful, unsuccessful, missing } = await batch.getResults();
    console.log(`${successful.length} successful, ${unsuccessful.length} unsuccessful, ${missing.length} missing.`);
  }
} catch (error) {
  if (!(error instanceof BatchError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
