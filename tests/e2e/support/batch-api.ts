import { expect } from '@playwright/test';
import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';

const counts = z.object({
  total: z.number(),
  pending: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  missing: z.number(),
  notAnswered: z.number(),
});

/** What tests look at of `GET /api/batches/<id>`. */
const batchSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  hold: z.object({ kind: z.string(), code: z.string() }).nullable(),
  counts,
  endedAt: z.string().nullable(),
  input: z.object({ name: z.string(), bytes: z.number(), sha256: z.string() }),
  attempts: z.array(
    z.object({
      number: z.number(),
      requests: z.number(),
      jobs: z.array(
        z.object({ id: z.string(), part: z.number(), providerId: z.string().nullable(), status: z.string() }),
      ),
    }),
  ),
});
export type Batch = z.infer<typeof batchSchema>;

/** Reads and waits through the API of the product at the test's base URL. */
export async function readBatch(request: APIRequestContext, batchId: string): Promise<Batch> {
  const response = await request.get(`/api/batches/${batchId}`);
  expect(response.status(), await response.text()).toBe(200);
  return batchSchema.parse(await response.json());
}

/** Waits until nothing of the batch is under way any more. */
export async function waitForEnd(request: APIRequestContext, batchId: string, timeoutMs = 90_000): Promise<Batch> {
  await expect
    .poll(async () => (await readBatch(request, batchId)).endedAt, { timeout: timeoutMs, message: 'the batch ends' })
    .not.toBeNull();
  return readBatch(request, batchId);
}

/** A download's text, by the name that its address ends in, such as `results.jsonl`. */
export async function download(request: APIRequestContext, batchId: string, kind: string): Promise<Buffer> {
  const response = await request.get(`/api/batches/${batchId}/${kind}`);
  expect(response.status()).toBe(200);
  return response.body();
}
