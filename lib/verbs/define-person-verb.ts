import type { z } from 'zod';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { ForbiddenError } from '#lib/errors.ts';
import type { PersonRight } from '#lib/shared/contract/rights.ts';
import type { NamedAudit, Audit, Parsed } from './define-verb.ts';
import { parseInput } from './parse-input.ts';

/** What somebody who is signed in may ask for whatever the workspace. */
export interface PersonVerb<S extends z.core.$ZodType = z.core.$ZodType, Value = unknown> {
  (ctx: PersonContext, input?: unknown): Promise<Value>;
  readonly name: string;
  readonly right: PersonRight;
  readonly audit: Audit;
  readonly input: S;
}

/**
 * Makes a verb for a person. `run` is reached only by those who have the right, and only with input that fits the
 * schema. Throws as a verb does.
 */
export function definePersonVerb<S extends z.core.$ZodType, Value>(
  definition: NamedAudit<'noted'> & {
    readonly right: PersonRight;
    readonly input: S;
    readonly run: (ctx: PersonContext, input: Parsed<S>) => Promise<Value>;
  },
): PersonVerb<S, Value> {
  const { name, right, audit, input: schema, run } = definition;
  const verb = async (ctx: PersonContext, given?: unknown): Promise<Value> => {
    if (right === 'site_admin' && !ctx.person.isSiteAdmin) throw notSiteAdmin();
    return run(ctx, parseInput(schema, given));
  };
  Object.defineProperty(verb, 'name', { value: name });
  return Object.assign(verb, { right, audit, input: schema });
}

function notSiteAdmin(): ForbiddenError {
  return new ForbiddenError('To do this you must be a site admin of this LangBatch. Ask one.');
}
