import type { Facts } from '#lib/shared/contract/facts.ts';
import { describeProblem } from './problem.ts';

/** Why a file as a whole cannot be a batch, and what to do. */
export function refusalText({ code, facts }: { readonly code: string; readonly facts: Facts }): string {
  const { text } = facts;
  if (typeof text === 'string') return text;
  const { title, fix } = describeProblem({ code, param: null });
  return `${title} ${fix}`;
}
