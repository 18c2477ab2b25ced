import { join } from 'node:path';
import { z } from 'zod';
import { readProcessSettings } from '#lib/config/process-env.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import { createFileProvider } from './file-provider.ts';

/** What the processes of a run share; handed to each as its first argument, in JSON. */
const childConfig = z.object({ workspace: z.string(), maxRequestsPerJob: z.number() });

let opening: Promise<Context> | null = null;

/** The product's own context on this process's settings, but with the provider whose results lie in the workspace. */
export function openContext(): Promise<Context> {
  opening ??= open();
  return opening;
}

async function open(): Promise<Context> {
  const { workspace, maxRequestsPerJob } = childConfig.parse(JSON.parse(process.argv[2] ?? ''));
  const runtime = await createRuntime(readProcessSettings());
  const provider = createFileProvider({ directory: join(workspace, 'results'), maxRequestsPerJob });
  const ctx = runtime.context({ kind: 'worker', id: 'worker', name: 'bench' });
  return { ...ctx, providers: { forConnection: () => Promise.resolve(provider) } };
}
