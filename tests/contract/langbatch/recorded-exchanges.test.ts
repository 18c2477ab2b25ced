import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAI } from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchValidationError, MemoryBatchStorage, OpenAIChatCompletionBatch } from '#lib/langbatch/index.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { startAnswering } from '#tests/support/answering-server.ts';
import { type ReplayServer, startReplay } from '#tests/support/replay-server.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'langbatch-recorded-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const quick = { pollMs: 10 };

async function fromText(text: string | Buffer, baseURL: string): Promise<OpenAIChatCompletionBatch> {
  const path = join(directory, 'input.jsonl');
  await writeFile(path, text);
  // As a sandbox, so that what is missing is waited for no longer than it would be there.
  const client = new OpenAI({ baseURL, apiKey: 'sandbox-recorded' });
  return OpenAIChatCompletionBatch.fromFile(path, { client, storage: new MemoryBatchStorage() });
}

async function fromRecording(recording: ReplayServer): Promise<OpenAIChatCompletionBatch> {
  return fromText(recording.uploads[0] ?? '', recording.baseURL);
}

function countOf(recording: ReplayServer, call: string): number {
  return recording.calls.filter((each) => each === call).length;
}

describe('against what OpenAI was recorded to answer', () => {
  it('a batch is started, watched through its states and read', async () => {
    await using recording = await startReplay('32-http-openai-basic_batch_completion.jsonl');
    const batch = await fromRecording(recording);
    const statuses: string[] = [];
    await batch.start({ onProgress: ({ status }) => statuses.push(status) });
    expect(await batch.wait({ ...quick, onProgress: ({ status }) => statuses.push(status) })).toBe('completed');
    expect([...new Set(statuses)]).toEqual(
      expect.arrayContaining(['validating', 'in_progress', 'finalizing', 'completed']),
    );
    expect(countOf(recording, 'POST /v1/batches')).toBe(1);
    const { successful, unsuccessful, missing } = await batch.getResults();
    expect([unsuccessful, missing]).toEqual([[], []]);
    expect(successful.map(({ custom_id }) => custom_id)).toEqual(['0', '1', '2']);
    const file = await readFile(await batch.getResultsFile(join(directory, 'results.jsonl')), 'utf8');
    const recordedLines = recording.contentOf('file-GykDwPni5UjeQEo2wkgrh7').trimEnd().split('\n');
    expect(file.trimEnd().split('\n').toSorted()).toEqual(recordedLines.toSorted());
  });

  it('a cancel is taken', async () => {
    await using recording = await startReplay('33-http-openai-batch_cancel.jsonl');
    const batch = await fromRecording(recording);
    await batch.start();
    expect(await batch.cancel()).toBe(true);
    expect(await batch.getStatus()).toBe('cancelling');
    expect(recording.calls.filter((call) => call.endsWith('/cancel'))).toHaveLength(1);
  });

  it('what got no answer is retried alone, and its answer joins the others', async () => {
    await using recording = await startReplay('35-http-openai-resubmission_batch_completion.jsonl');
    const batch = await fromRecording(recording);
    await batch.start();
    await batch.wait(quick);
    const { successful, missing } = await batch.getResults();
    expect([successful.map(({ custom_id }) => custom_id), missing.map(({ custom_id }) => custom_id)]).toEqual([
      ['0', '1'],
      ['2'],
    ]);
    await batch.retry();
    await batch.wait(quick);
    const results = await Array.fromAsync(batch.results());
    expect(results.map(({ custom_id, outcome }) => [custom_id, outcome])).toEqual([
      ['0', 'succeeded'],
      ['1', 'succeeded'],
      ['2', 'succeeded'],
    ]);
    expect(recording.contentOf('file-2GUDngVg5p98gJvPLoinVs')).toBe(`${results[2]?.rawLine}\n`);
  });
});

describe("LangBatch's own data", () => {
  it('with its 8 requests and its result file: req-3 and req-4 are unsuccessful, req-5 to req-8 missing', async () => {
    await using provider = await startAnswering({ output: readFixture('07-out-chat-langbatch.jsonl') });
    const batch = await fromText(readFixture('01-in-chat-langbatch.jsonl'), provider.baseURL);
    await batch.start();
    expect(await batch.wait(quick)).toBe('completed');
    const { successful, unsuccessful, missing } = await batch.getResults();
    const ids = (lines: readonly { custom_id: string }[]): string[] => lines.map(({ custom_id }) => custom_id);
    expect(ids(successful)).toEqual(['req-1', 'req-2']);
    expect(ids(unsuccessful)).toEqual(['req-3', 'req-4']);
    expect(unsuccessful.map(({ error }) => typeof error?.['code'])).toEqual(['number', 'number']);
    expect(ids(missing)).toEqual(['req-5', 'req-6', 'req-7', 'req-8']);
    expect(ids(await batch.getUnsuccessfulRequests())).toEqual(['req-3', 'req-4']);
    expect(ids(await batch.getRequestsByCustomIds(['req-8', 'req-1', 'req-99']))).toEqual(['req-1', 'req-8']);
  });

  it('its invalid file is refused with every bad line', async () => {
    const error = await fromText(readFixture('02-in-chat-langbatch-invalid.jsonl'), 'http://127.0.0.1:9/v1').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(BatchValidationError);
    const problems = error instanceof BatchValidationError ? error.problems : [];
    expect(problems.length).toBeGreaterThan(0);
    for (const { line, code, message } of problems)
      expect([typeof line, code, message]).toEqual(['number', expect.stringMatching(/./), expect.stringMatching(/./)]);
  });

  it('its empty file is refused with a sentence', async () => {
    await expect(fromText(readFixture('03-in-empty-langbatch.jsonl'), 'http://127.0.0.1:9/v1')).rejects.toThrow(
      'The file is empty.',
    );
  });
});
