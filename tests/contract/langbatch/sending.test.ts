import { beforeEach, describe, expect, it } from 'vitest';
import {
  BatchInitializationError,
  type BatchRecord,
  BatchStateError,
  MemoryBatchStorage,
  OpenAIChatCompletionBatch,
  OpenAIEmbeddingBatch,
} from '#lib/langbatch/index.ts';
import { rulesVersion } from '#lib/record/rules-version.ts';
import { SteeredProvider } from '#tests/support/steered-provider.ts';

const hello = { messages: [{ role: 'user' as const, content: 'Hello' }] };
const quick = { pollMs: 10 };
/** More than half of what OpenAI takes in a job, so that each request is a part of its own. */
const halfAJob = { input: Array.from({ length: 30_000 }, () => 'a') };

let storage: MemoryBatchStorage;
beforeEach(() => {
  storage = new MemoryBatchStorage();
});

async function stored(batch: { readonly id: string }): Promise<BatchRecord> {
  const found = await storage.loadBatch(batch.id);
  if (found === null) throw new Error('The batch is gone.');
  return found.record;
}

describe('parts that could not be sent', () => {
  /** Three parts, of which the provider has taken one. */
  async function oneOfThree(provider: SteeredProvider): Promise<OpenAIEmbeddingBatch> {
    provider.uploadsTaken = 1;
    const client = await provider.listen();
    const batch = await OpenAIEmbeddingBatch.create([halfAJob, halfAJob, halfAJob], { client, storage });
    await batch.start();
    expect((await batch.getProgress()).parts).toEqual({ total: 3, sent: 1, ended: 0 });
    provider.uploadsTaken = Infinity;
    return batch;
  }

  it('stay unsent when the batch is cancelled', async () => {
    await using provider = new SteeredProvider();
    const batch = await oneOfThree(provider);
    expect(await batch.cancel()).toBe(true);
    expect(await batch.wait(quick)).toBe('cancelled');
    expect(provider.creates()).toBe(1);
  });

  it('are not sent by reading results', async () => {
    await using provider = new SteeredProvider();
    const batch = await oneOfThree(provider);
    await batch.getResults();
    await Array.fromAsync(batch.results());
    await batch.getUnsuccessfulRequests();
    expect(provider.creates()).toBe(1);
  });

  it('are sent by waiting', async () => {
    await using provider = new SteeredProvider();
    const batch = await oneOfThree(provider);
    const controller = new AbortController();
    const waiting = batch.wait({
      ...quick,
      signal: controller.signal,
      onProgress: ({ parts }) => {
        if (parts.sent === 3) controller.abort(new Error('All are sent.'));
      },
    });
    await expect(waiting).rejects.toThrow('All are sent.');
    expect(provider.creates()).toBe(3);
  });
});

describe('saving into another storage', () => {
  it('is refused while the provider may still send a part back, as both storages would send it again', async () => {
    await using provider = new SteeredProvider();
    provider.status = 'validating';
    const batch = await OpenAIChatCompletionBatch.create([hello], { client: await provider.listen(), storage });
    await batch.start();
    const other = new MemoryBatchStorage();
    await expect(batch.save({ storage: other })).rejects.toThrow('Parts of this batch are still to be sent');
    expect(await other.listBatchIds({ limit: 1 })).toEqual([]);
    provider.status = 'in_progress';
    await batch.getStatus();
    await batch.save({ storage: other });
    expect(await other.loadBatch(batch.id)).not.toBeNull();
  });

  it('leaves nothing there when it breaks in the middle', async () => {
    await using provider = new SteeredProvider();
    const batch = await OpenAIChatCompletionBatch.create([hello], { client: await provider.listen(), storage });
    const other = new MemoryBatchStorage();
    const controller = new AbortController();
    const saving = batch.save({
      storage: other,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('Enough.')),
    });
    await expect(saving).rejects.toThrow('Enough.');
    expect(await other.listBatchIds({ limit: 1 })).toEqual([]);
    const { input } = await stored(batch);
    expect(await other.files.size(input.key)).toBeNull();
  });
});

describe('a part in doubt', () => {
  /** The line broke while the create call was under way, and two minutes of looking have passed. */
  async function inDoubt(provider: SteeredProvider, how: 'break' | 'lose'): Promise<OpenAIChatCompletionBatch> {
    provider.onCreate = how;
    const batch = await OpenAIChatCompletionBatch.create([hello], { client: await provider.listen(), storage });
    const controller = new AbortController();
    const starting = batch.start({ signal: controller.signal }).catch((error: unknown) => error);
    await expect
      .poll(async () => (await stored(batch)).attempts[0]?.jobs[0]?.failures, { interval: 10, timeout: 10_000 })
      .toBe(1);
    controller.abort(new Error('The script ends.'));
    expect(await starting).toMatchObject({ message: 'The script ends.' });
    await passTime(batch);
    provider.onCreate = 'work';
    return batch;
  }

  async function passTime(batch: { readonly id: string }): Promise<void> {
    const found = await storage.loadBatch(batch.id);
    const job = found?.record.attempts[0]?.jobs[0];
    if (found == null || job?.sendingAt == null) throw new Error('Nothing is being sent.');
    const past = new Date(Date.now() - 5 * 60_000).toISOString();
    Object.assign(job, { sendingAt: past, nextAt: past, lease: null });
    await storage.saveBatch(found.record, found.version);
  }

  /** A minute after the refused call a list shows what it has made. */
  async function passLag(batch: { readonly id: string }): Promise<void> {
    const found = await storage.loadBatch(batch.id);
    const job = found?.record.attempts[0]?.jobs[0];
    if (found == null || job?.doubtfulCreates == null) throw new Error('No create call is in doubt.');
    const past = new Date(Date.now() - 60_000).toISOString();
    Object.assign(job.doubtfulCreates, { lastAt: past });
    Object.assign(job, { nextAt: past });
    await storage.saveBatch(found.record, found.version);
  }

  it('is found again at the provider by itself when it was made, and not paid for twice', async () => {
    await using provider = new SteeredProvider();
    const batch = await inDoubt(provider, 'lose');
    expect(await batch.getStatus()).toBe('in_progress');
    expect([provider.creates(), provider.jobs.length]).toEqual([1, 1]);
  });

  it('is not sent again by itself when nobody can know: waiting says so, and the decision is asked for', async () => {
    await using provider = new SteeredProvider();
    const batch = await inDoubt(provider, 'break');
    await expect(batch.wait(quick)).rejects.toThrow(/was not sent again.*Call resolveDoubt\(\)\.$/);
    expect(provider.creates()).toBe(1);
    await batch.resolveDoubt('send_again');
    expect(await batch.getStatus()).toBe('in_progress');
    expect([provider.creates(), provider.jobs.length]).toEqual([2, 1]);
    await expect(batch.resolveDoubt('send_again')).rejects.toThrow('Nothing is in doubt about this batch.');
  });

  it('stays part of the attempt when sending it again is refused: the job may exist all the same', async () => {
    await using provider = new SteeredProvider();
    const batch = await inDoubt(provider, 'break');
    await expect(batch.wait(quick)).rejects.toThrow(BatchStateError);
    provider.onCreate = 'refuse';
    await expect(batch.resolveDoubt('send_again')).rejects.toThrow(
      /refused the client's key \(HTTP 401\)\..*It says: “No\.”$/,
    );
    expect((await stored(batch)).attempts).toHaveLength(1);
    provider.onCreate = 'work';
    expect(await batch.getStatus(), 'the list may be behind').toBe('validating');
    await passLag(batch);
    expect(await batch.getStatus()).toBe('in_progress');
  });

  it('can be given up: its requests are missing and can be retried', async () => {
    await using provider = new SteeredProvider();
    const batch = await inDoubt(provider, 'break');
    await expect(batch.wait(quick)).rejects.toThrow(BatchStateError);
    await batch.resolveDoubt('give_up');
    await batch.wait(quick);
    expect((await batch.getResults()).missing).toHaveLength(1);
    await batch.retry();
    expect(await batch.getStatus()).toBe('in_progress');
  });

  it('is judged by today’s rules before a script retries it: no worker does it there', async () => {
    await using provider = new SteeredProvider();
    const batch = await inDoubt(provider, 'break');
    await expect(batch.wait(quick)).rejects.toThrow(BatchStateError);
    await batch.resolveDoubt('give_up');
    await batch.wait(quick);
    const found = await storage.loadBatch(batch.id);
    if (found === null) throw new Error('The batch is gone.');
    for (const job of found.record.attempts[0]?.jobs ?? []) job.judgedBy = 1;
    await storage.saveBatch(found.record, found.version);
    await batch.retry();
    expect((await stored(batch)).attempts[0]?.jobs[0]?.judgedBy).toBe(rulesVersion);
    expect(await batch.getStatus()).toBe('in_progress');
  });
});

describe('numbers of the caller that would spin or never end', () => {
  it.each([
    ['pollMs', 0],
    ['pollMs', NaN],
    ['pollMs', Infinity],
    ['maxAttempts', 0],
    ['maxAttempts', NaN],
  ])('%s %d is refused', async (name, value) => {
    await using provider = new SteeredProvider();
    const batch = await OpenAIChatCompletionBatch.create([hello], { client: await provider.listen(), storage });
    await expect(batch.runUntilDone({ [name]: value })).rejects.toThrow(BatchInitializationError);
    expect(provider.calls).toEqual([]);
  });
});
