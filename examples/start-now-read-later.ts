// Starts a batch in one run and reads it in a later one, by its id. The client is made from OPENAI_API_KEY
// and OPENAI_BASE_URL: node examples/start-now-read-later.ts, then node examples/start-now-read-later.ts <id>
import { BatchError, OpenAIResponsesBatch } from '../lib/langbatch/index.ts';

const [id] = process.argv.slice(2);

try {
  if (id === undefined) {
    const batch = await OpenAIResponsesBatch.create([{ input: 'Name a river.' }, { input: 'Name a mountain.' }]);
    await batch.start();
    console.log(`Started. Read it with: node examples/start-now-read-later.ts ${batch.id}`);
  } else {
    const batch = await OpenAIResponsesBatch.load(id);
    console.log(`It is ${await batch.getStatus()}.`);
    const { successful, unsuccessful, missing } = await batch.getResults();
    console.log(`${successful.length} successful, ${unsuccessful.length} unsuccessful, ${missing.length} missing.`);
  }
} catch (error) {
  if (!(error instanceof BatchError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
