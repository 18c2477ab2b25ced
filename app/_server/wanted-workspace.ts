import { z } from 'zod';
import type { WantedWorkspace } from '#lib/contracts/accounts.ts';
import { workspaceParam } from '#lib/shared/contract/page-workspace.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

/** Path and query of the page that is asked for, set by the proxy: one that a client sends never arrives. */
export const pageHeader = 'x-langbatch-page';

/** `/batches/new` is a page of its own. */
const batchPath = /^(?:\/api)?\/batches\/(?!new(?:\/|$))([^/]+)/u;

/** Which workspace an address is about: that of the batch in it, else the one that it names. */
export function wantedOf({ pathname, searchParams }: Pick<URL, 'pathname' | 'searchParams'>): WantedWorkspace {
  const slug = searchParams.get(workspaceParam) ?? '';
  return { batchId: batchOf(pathname), slug: slug === '' ? undefined : slug };
}

/** The same of the page that these headers ask for. */
export function wantedOfPage(headers: Pick<Headers, 'get'>): WantedWorkspace {
  return wantedOf(new URL(headers.get(pageHeader) ?? '/', 'http://ours.invalid'));
}

const scopeSchema = z.object({ workspace: z.string().max(200).optional() }).optional();

/** The workspace that a page's action carries, else that of the page. Throws `InvalidInputError`. */
export function wantedOfAction(scope: unknown, headers: Pick<Headers, 'get'>): WantedWorkspace {
  const slug = parseInput(scopeSchema, scope)?.workspace;
  return slug === undefined ? wantedOfPage(headers) : { slug };
}

function batchOf(pathname: string): string | undefined {
  try {
    return decodeURIComponent(batchPath.exec(pathname)?.[1] ?? '') || undefined;
  } catch {
    return undefined;
  }
}
