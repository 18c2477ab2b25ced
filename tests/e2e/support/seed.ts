import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from '@playwright/test';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { parseEnv } from '#lib/config/env.ts';
import { createConnection } from '#lib/connections/create-connection.ts';
import { listConnections } from '#lib/connections/list-connections.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { saveTemplate } from '#lib/templates/save-template.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import type { InputFile } from './jsonl-file.ts';
import type { RunningProduct } from './running-product.ts';

/**
 * Makes what a test starts from with the verbs that pages call, as one more web process would: a page that is not
 * what the test is about need not be opened for it.
 */
export interface Seed {
  /** Adds an OpenAI-compatible connection; gives its id. */
  readonly connection: (fields: {
    readonly name: string;
    readonly address: string;
    readonly key?: string;
  }) => Promise<string>;
  /** Saves a draft and waits until it is checked; gives its id. */
  readonly draft: (file: InputFile) => Promise<string>;
  /** The same, and starts it: on the sandbox, or on a connection by its id. */
  readonly start: (file: InputFile, connectionId?: string) => Promise<string>;
  /** The same, and waits until it has ended. */
  readonly finish: (file: InputFile) => Promise<string>;
  /** Keeps a template in these versions; gives its id. */
  readonly template: (name: string, versions: readonly [Template, ...Template[]]) => Promise<string>;
  readonly close: () => Promise<void>;
}

const endsWithinMs = 90_000;

export async function openSeed({ dataDir, sandboxUrl }: RunningProduct): Promise<Seed> {
  const settings = parseEnv({
    DATABASE_URL: (await findEmbeddedPostgres({ dataDir })) ?? '',
    LANGBATCH_DATA_DIR: dataDir,
    LANGBATCH_SECRET: (await readFile(join(dataDir, 'secret'), 'utf8')).trim(),
    LANGBATCH_SANDBOX_URL: new URL(sandboxUrl).origin,
  });
  const runtime = await createRuntime(settings);
  const ctx = runtime.context({ kind: 'user', id: 'you', name: 'You' });
  const waitFor = async (batchId: string, isReached: (batch: BatchView) => boolean): Promise<void> => {
    const reached = async (): Promise<boolean> => isReached(await getBatch(ctx, { batchId }));
    await expect.poll(reached, { timeout: endsWithinMs, intervals: [100] }).toBe(true);
  };
  const draft: Seed['draft'] = async ({ name, buffer }) => {
    const content = Readable.from([buffer]);
    const { batchId } = await createBatch(ctx, { inputName: name, content, isListed: true });
    await waitFor(batchId, ({ check }) => check?.isRunning === false);
    return batchId;
  };
  const start: Seed['start'] = async (file, given) => {
    const connections = await listConnections(ctx);
    const connectionId = given ?? connections.find(({ kind }) => kind === 'sandbox')?.id;
    const batchId = await draft(file);
    await startBatch(ctx, { batchId, connectionId, token: randomUUID() });
    return batchId;
  };
  return {
    connection: async ({ name, address, key = 'sandbox-key' }) => {
      const connection = { kind: 'openai_compatible', name, baseUrl: address, apiKey: key };
      return (await createConnection(ctx, connection)).id;
    },
    draft,
    start,
    finish: async (file) => {
      const batchId = await start(file);
      await waitFor(batchId, ({ endedAt }) => endedAt !== null);
      return batchId;
    },
    template: async (name, [first, ...later]) => {
      const { templateId } = await saveTemplate(ctx, { name, template: first });
      for (const [at, template] of later.entries())
        await saveTemplate(ctx, { templateId, seenVersion: at + 1, template });
      return templateId;
    },
    close: () => runtime.close(),
  };
}
