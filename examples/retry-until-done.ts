// Sends a file in which some requests fail, retries what a retry may cure, and writes one results file:
// node examples/retry-until-done.ts [data.jsonl] [results.jsonl]
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchValidationError, OpenAIChatCompletionBatch, startSandbox } from '../lib/langbatch/index.ts';

await using sandbox = await startSandbox();
const [path = await writeSampleFile(), resultsPath] = process.argv.slice(2);

try {
  const batch = await OpenAIChatCompletionBatch.fromFile(path, { client: sandbox.client });
  const counts = await batch.runUntilDone({
    pollMs: 200,
    maxAttempts: 3,
    onProgress: ({ attempt, status, counts: { succeeded, total } }) =>
      console.log(`Attempt ${attempt} is ${status}: ${succeeded} of ${total} succeeded.`),
  });
  console.log(`${counts.succeeded} succeeded, ${counts.failed} failed, ${counts.missing} got no answer.`);

  for (const { custom_id, failure } of (await batch.getResults()).unsuccessful) {
    console.log(`${custom_id} failed with ${failure.statusCode ?? 'no status'}: ${failure.message ?? 'no message'}`);
  }
  console.log(`All results are in ${await batch.getResultsFile(resultsPath)}`);
} catch (error) {
  if (!(error instanceof BatchValidationError)) throw error;
  for (const { line, message } of error.problems) console.error(`Line ${line ?? '-'}: ${message}`);
  process.exitCode = 1;
}

/** The directives tell the sandbox which requests fail: `once` means that a retry succeeds. */
async function writeSampleFile(): Promise<string> {
  const texts = [
    'Say hello.',
    '[[sandbox:429 once]] Say good morning.',
    '[[sandbox:missing once]] Say good night.',
    '[[sandbox:400]]',
  ];
  const lines = texts.map((content, index) =>
    JSON.stringify({
      custom_id: `greeting-${index + 1}`,
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content }] },
    }),
  );
  const sample = join(await mkdtemp(join(tmpdir(), 'langbatch-example-')), 'data.jsonl');
  await writeFile(sample, lines.join('\n'));
  return sample;
}
