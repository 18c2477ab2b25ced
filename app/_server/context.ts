import 'server-only';
import { readProcessSettings } from '#lib/config/process-env.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Actor } from '#lib/shared/contract/actor.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import type { Runtime } from '#lib/wiring/runtime.ts';

declare global {
  /** One for the process: pages, routes and actions are separate bundles, and development reloads all of them. */
  var langbatchRuntime: Promise<Runtime> | undefined;
}

/** Until there are accounts, whoever reaches the server is its one user. */
const localUser: Actor = { kind: 'user', id: 'you', name: 'You' };

/** The adapters of this process, made on first use. A failed attempt is repeated by the next caller. */
export function getRuntime(): Promise<Runtime> {
  globalThis.langbatchRuntime ??= createRuntime(readProcessSettings()).catch((error: unknown) => {
    globalThis.langbatchRuntime = undefined;
    throw error;
  });
  return globalThis.langbatchRuntime;
}

/** What the verbs need, acting for the user of the request. */
export async function getContext(): Promise<Context> {
  return (await getRuntime()).context(localUser);
}
