import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { convertError } from '#lib/providers/openai/convert-error.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { type BatchWorld, createBatchWorld } from './batch-world.ts';

/** Of the attempt that is started. */
export const token = 'token-of-the-page';

/** A started batch of `r1` to `r7`, or of fewer requests, three a part. */
export async function started(requests = 7): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  const batchId = await world.draft(requests);
  await startBatch(world.ctx, { batchId, token });
  return { world, batchId };
}

/** An answer as the adapter understands it. */
export function answered(status: number, error: object | null = { message: 'No.' }): ProviderError {
  const headers = new Headers({ 'content-type': error === null ? 'text/html' : 'application/json' });
  const thrown = Object.assign(new Error(`${status}`), { status, error, headers });
  return convertError(thrown, { name: 'Fake', baseUrl: 'https://api.example.com/v1', apiKey: '' });
}

/** Looks for jobs that may appear late are still to come. */
export function isAnswered({ attempts }: BatchRecord): boolean {
  return attempts.every(({ endedAt }) => endedAt !== null);
}

/** The provider carries out the first create calls, and answers them with a refusal. */
export function refuseAfterCommit(world: BatchWorld, refusal: () => ProviderError, times = 1): void {
  let left = times;
  world.provider.disturb = (call, moment) => {
    if (call === 'createJob' && moment === 'after' && left-- > 0) throw refusal();
  };
}

/** What the provider was sent, as often as it was. */
export function requestsOfJobs({ provider }: BatchWorld): readonly string[] {
  return provider.jobs.flatMap(({ requests }) => requests.map(({ customId }) => customId)).toSorted();
}

export const allRequests = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'];
