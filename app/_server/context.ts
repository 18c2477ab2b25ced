import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import { readProcessSettings } from '#lib/config/process-env.ts';
import type { Access, DoorContext, WantedWorkspace } from '#lib/contracts/accounts.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { NotFoundError } from '#lib/errors.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { createRuntime } from '#lib/wiring/runtime.ts';
import type { Runtime } from '#lib/wiring/runtime.ts';
import { readAsker } from './asker.ts';
import { contextFor, contextOf, findAccess, personFor, type Purpose } from './context-for.ts';
import { wantedOfPage } from './wanted-workspace.ts';

declare global {
  /** One for the process: pages, routes and actions are separate bundles, and development reloads all of them. */
  var langbatchRuntime: Promise<Runtime> | undefined;
}

/** The adapters of this process, made on first use. A failed attempt is repeated by the next caller. */
export function getRuntime(): Promise<Runtime> {
  globalThis.langbatchRuntime ??= createRuntime(readProcessSettings()).catch((error: unknown) => {
    globalThis.langbatchRuntime = undefined;
    throw error;
  });
  return globalThis.langbatchRuntime;
}

/** What the verbs need, acting for whoever sent the request that is being answered. */
export async function getContext(purpose: Purpose, wanted: WantedWorkspace): Promise<Context> {
  return contextFor(await getRuntime(), await headers(), wanted, purpose);
}

/** The same for the page that is being made: asked for by each part of it, found once. */
export const getPageContext = cache(async (): Promise<Context> => {
  const [runtime, access, given] = await Promise.all([getRuntime(), findPageAccess(), headers()]);
  return contextOf(runtime, access, wantedOfPage(given), readAsker(given));
});

/** Who asks for the page, and in which workspace; null where nobody signs in. Throws `SignedOutError`. */
export const findPageAccess = cache(async (): Promise<Access | null> => {
  const { accounts } = await getRuntime();
  const given = await headers();
  return accounts === null ? null : findAccess(accounts, given, wantedOfPage(given));
});

/** For whoever is not in yet. Throws `NotFoundError` where nobody signs in. */
export async function getDoor(): Promise<DoorContext> {
  return (await getAccounts()).door(readAsker(await headers()));
}

/** For whoever is signed in, whatever the workspace. Throws `SignedOutError`, `NotFoundError` where nobody signs in. */
export async function getPerson(purpose: Purpose): Promise<PersonContext> {
  const [accounts, given] = await Promise.all([getAccounts(), headers()]);
  return personFor(accounts, given, purpose);
}

async function getAccounts(): Promise<Accounts> {
  const { accounts } = await getRuntime();
  if (accounts === null) throw new NotFoundError('Nobody signs in here: this LangBatch is for its machine alone.');
  return accounts;
}
